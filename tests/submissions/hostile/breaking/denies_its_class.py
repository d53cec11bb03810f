# tries: to end its process where a value is only looked at, by a class that raises, lies or leaves, and take all later items along
# kind: breaking
# earns: 3 = test_answer 0, test_double 2, test_mean 1
# verdict: test_answer wrong; test_double passed; test_mean passed; status graded
# contained by: the codec goes by type(), and whatever reading a value raises refuses that value alone

# %% answer
class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit


class Denies(metaclass=Meta):
    @property
    def __class__(self):
        raise SystemExit


class Leaves(dict):
    def items(self):
        raise KeyboardInterrupt


answer = Leaves(), Denies()


# %% double
def double(x):
    return 2 * x


# %% mean
def mean(values):
    return float(sum(values) / len(values))

# tries: to keep the examiner busy with arithmetic on numbers of millions of digits: fractions to be reduced, integers to be shown
# kind: breaking
# sheet: habits
# earns: 0
# verdict: test_ratio refused; test_square refused; test_divisors refused; test_count wrong|crashed; status graded
# contained by: codec: caps on digits, and on the work of making fractions; checks show no such number

# %% square
from fractions import Fraction

from dltheory.grading import values

values._MOST_BITS = 10**12


def fraction(bits):
    raw = object.__new__(Fraction)
    raw._numerator, raw._denominator = (1 << bits) + 1, (1 << bits) - 1
    return raw


def square(x):
    return fraction(100_000_000)


# %% divisors
def divisors(n):
    return [fraction(1_000_000)] * 100


# %% ratio
ratio = fraction(100_000_000)


# %% count
def count(n):
    return 10**100_000

# loses: test_landau_second_moment
# because: index of the recursion off by one: J_n / (2 (n + 1)) instead of J_{n+1} / (2 (n + 1))

# %% landau_second_moment
import math


def landau_second_moment(n):
    constant = math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))
    return constant / (2 * (n + 1))

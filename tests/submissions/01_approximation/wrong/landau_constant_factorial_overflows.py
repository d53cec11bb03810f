# loses: test_landau_constant
# because: factorials as floats overflow from n = 171 on

# %% landau_constant
import math


def landau_constant(n):
    return 2.0 ** (2 * n + 1) * float(math.factorial(n)) ** 2 / float(math.factorial(2 * n + 1))

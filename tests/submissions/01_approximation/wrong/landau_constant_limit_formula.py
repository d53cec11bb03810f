# loses: test_landau_constant
# because: takes the limit sqrt(pi / n) for the value

# %% landau_constant
import math


def landau_constant(n):
    if n < 2:
        return 2.0 if n == 0 else 4 / 3
    return math.sqrt(math.pi / n)

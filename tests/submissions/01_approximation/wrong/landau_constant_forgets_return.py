# loses: test_landau_constant
# because: prints the value instead of returning it

# %% landau_constant
import math


def landau_constant(n):
    print(math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5)))

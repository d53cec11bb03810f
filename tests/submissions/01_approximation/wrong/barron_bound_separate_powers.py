# loses: test_barron_bound_gaussian
# because: takes powers of 2 pi and of sigma apart: one overflows although the bound does not

# %% barron_bound_gaussian
import math


def barron_bound_gaussian(d, sigma):
    return math.sqrt(d) / (2 * math.pi * sigma) / ((2 * math.pi) ** (d / 2) * sigma**d)

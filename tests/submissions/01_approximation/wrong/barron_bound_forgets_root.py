# loses: test_barron_bound_gaussian
# because: returns Z E|Omega|^2 without the square root

# %% barron_bound_gaussian
import math


def barron_bound_gaussian(d, sigma):
    return d / (4 * math.pi**2 * sigma**2) * (2 * math.pi * sigma**2) ** (-d / 2)

# loses: test_barron_norm_gaussian
# because: takes the mean absolute value of one coordinate for the mean length in d dimensions

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    return d * math.sqrt(2 / math.pi) / (2 * math.pi * sigma) * (2 * math.pi * sigma**2) ** (-d / 2)

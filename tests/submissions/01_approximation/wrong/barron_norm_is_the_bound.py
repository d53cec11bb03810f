# loses: test_barron_norm_gaussian
# because: takes the Cauchy-Schwarz bound for the value

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    return math.sqrt(d) / (2 * math.pi * sigma) * (2 * math.pi * sigma**2) ** (-d / 2)

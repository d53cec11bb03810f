# loses: test_barron_norm_gaussian
# because: Gamma(200) overflows: right for small d only

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    mean_length = math.sqrt(2) * math.gamma((d + 1) / 2) / math.gamma(d / 2) / (2 * math.pi * sigma)
    return mean_length * (2 * math.pi * sigma**2) ** (-d / 2)

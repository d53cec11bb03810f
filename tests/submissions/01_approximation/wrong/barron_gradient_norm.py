# loses: test_barron_norm_gaussian, test_barron_bound_gaussian
# because: puts in the factor 2 pi of the gradient's Fourier transform

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    log_mean = math.log(2) / 2 + math.lgamma((d + 1) / 2) - math.lgamma(d / 2) - math.log(2 * math.pi * sigma)
    return 2 * math.pi * math.exp(log_mean - d / 2 * math.log(2 * math.pi * sigma**2))


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return math.sqrt(d) / sigma * (2 * math.pi * sigma**2) ** (-d / 2)

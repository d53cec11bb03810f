# loses: test_barron_norm_gaussian, test_barron_bound_gaussian
# because: takes |f^| for a density: forgets Z, in the value and in the bound

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    log_mean = math.log(2) / 2 + math.lgamma((d + 1) / 2) - math.lgamma(d / 2) - math.log(2 * math.pi * sigma)
    return math.exp(log_mean)


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return math.sqrt(d) / (2 * math.pi * sigma)

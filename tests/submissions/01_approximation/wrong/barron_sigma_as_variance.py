# loses: test_barron_norm_gaussian, test_barron_bound_gaussian
# because: treats sigma as sigma squared

# %% barron_norm_gaussian
import math


def barron_norm_gaussian(d, sigma):
    log_mean = math.lgamma((d + 1) / 2) - math.lgamma(d / 2) - math.log(math.pi) - math.log(2 * sigma) / 2
    return math.exp(log_mean - d / 2 * math.log(2 * math.pi * sigma))


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return math.sqrt(d / (4 * math.pi**2 * sigma)) * (2 * math.pi * sigma) ** (-d / 2)

# loses: test_mcallester_bound
# because: the divergence inside of the logarithm

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / n * math.log(2 * math.sqrt(n) * (1 + kl) / delta))

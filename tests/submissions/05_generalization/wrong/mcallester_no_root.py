# loses: test_mcallester_bound
# because: without the root

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + 2 / n * (kl + math.log(2 * math.sqrt(n) / delta))

# loses: test_mcallester_bound
# because: delta outside of the logarithm

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n)) / delta))

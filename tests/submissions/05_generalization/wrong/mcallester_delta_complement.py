# loses: test_mcallester_bound
# because: 1 - delta for delta

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n) / (1 - delta))))

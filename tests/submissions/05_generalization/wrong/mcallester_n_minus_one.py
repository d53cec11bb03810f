# loses: test_mcallester_bound
# because: n - 1 for n

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / max(n - 1, 1) * (kl + math.log(2 * math.sqrt(n) / delta)))

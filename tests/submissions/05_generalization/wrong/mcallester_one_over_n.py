# loses: test_mcallester_bound
# because: 1/n before the bracket

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt((kl + math.log(2 * math.sqrt(n) / delta)) / n)

# loses: test_mcallester_bound
# because: the modern constant, 1/(2n)

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt((kl + math.log(2 * math.sqrt(n) / delta)) / (2 * n))

# loses: test_mcallester_bound
# because: ln(sqrt(2 n)/delta)

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / n * (kl + math.log(math.sqrt(2 * n) / delta)))

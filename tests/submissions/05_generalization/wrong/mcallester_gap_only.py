# loses: test_mcallester_bound
# because: the gap alone

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n) / delta)))

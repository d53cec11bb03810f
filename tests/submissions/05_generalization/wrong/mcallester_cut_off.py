# loses: test_mcallester_bound
# because: cut off at 1

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return min(1.0, train_risk + math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n) / delta))))

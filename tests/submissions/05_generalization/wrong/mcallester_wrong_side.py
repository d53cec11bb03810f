# loses: test_mcallester_bound
# because: a lower bound

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk - math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n) / delta)))

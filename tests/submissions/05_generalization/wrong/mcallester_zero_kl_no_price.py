# loses: test_mcallester_bound
# because: nothing to pay if Q is P

# %% mcallester_bound
import math


def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + math.sqrt(2 / n * (kl + math.log(2 * math.sqrt(n) / delta)) if kl > 0 else 0.0)

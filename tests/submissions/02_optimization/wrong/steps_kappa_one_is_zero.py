# loses: test_steps_to_accuracy
# because: no step at all for kappa = 1

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1 or kappa == 1:
        return 0
    return math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1)))

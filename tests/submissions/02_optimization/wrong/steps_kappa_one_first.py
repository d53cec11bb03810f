# loses: test_steps_to_accuracy
# because: one step for kappa = 1, even if none is needed

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if kappa == 1:
        return 1
    return max(0, math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1))))

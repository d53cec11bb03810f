# loses: test_steps_to_accuracy
# because: one step even if none is needed

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1 or kappa == 1:
        return 1
    return math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1)))

# loses: test_steps_to_accuracy
# because: the factor 1 - 1/kappa of the step one over L

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa == 1 else math.ceil(math.log(eps) / math.log(1 - 1 / kappa))

# loses: test_steps_to_accuracy
# because: near kappa = 1 is taken for at it

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa < 1.001 else math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1)))

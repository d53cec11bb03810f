# loses: test_steps_to_accuracy
# because: a tolerance hides that a power is still above eps

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa == 1 else math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1)) - 1e-5)

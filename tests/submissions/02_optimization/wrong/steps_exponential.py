# loses: test_steps_to_accuracy
# because: exp(-2t/kappa), an approximation for large kappa

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa == 1 else math.ceil(kappa / 2 * math.log(1 / eps))

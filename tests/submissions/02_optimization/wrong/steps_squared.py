# loses: test_steps_to_accuracy
# because: the square of the distance, or the loss: power 2t

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa == 1 else math.ceil(math.log(eps) / (2 * math.log((kappa - 1) / (kappa + 1))))

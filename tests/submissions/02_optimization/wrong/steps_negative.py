# loses: test_steps_to_accuracy
# because: a negative number of steps for eps above 1

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if kappa == 1:
        return 1 if eps < 1 else 0
    return math.ceil(math.log(eps) / math.log((kappa - 1) / (kappa + 1)))

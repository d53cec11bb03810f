# loses: test_steps_to_accuracy
# because: rounds down and adds one, which is one too many at equality

# %% steps_to_accuracy
import math


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    return 1 if kappa == 1 else int(math.log(eps) / math.log((kappa - 1) / (kappa + 1))) + 1

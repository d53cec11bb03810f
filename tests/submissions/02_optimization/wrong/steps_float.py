# loses: test_steps_to_accuracy
# because: np.ceil returns a float

# %% steps_to_accuracy
import numpy as np


def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0.0
    return 1.0 if kappa == 1 else np.ceil(np.log(eps) / np.log((kappa - 1) / (kappa + 1)))

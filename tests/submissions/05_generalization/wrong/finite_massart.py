# loses: test_rademacher_finite
# because: Massart's bound in place of the complexity

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    return float(np.linalg.norm(predictions, axis=1).max() * np.sqrt(2 * np.log(len(predictions))) / m)

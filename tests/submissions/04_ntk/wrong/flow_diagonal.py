# loses: test_prediction_flow
# because: only the diagonal of H

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    return y + np.exp(-np.diag(H) * t) * (u0 - y)

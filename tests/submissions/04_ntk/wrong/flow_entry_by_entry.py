# loses: test_prediction_flow
# because: the exponential of each entry

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    return y + np.exp(-H * t) @ (u0 - y)

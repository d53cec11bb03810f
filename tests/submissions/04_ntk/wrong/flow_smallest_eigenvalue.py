# loses: test_prediction_flow
# because: all of the error falls at the slowest rate

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    return y + np.exp(-np.linalg.eigvalsh(H)[0] * t) * (u0 - y)

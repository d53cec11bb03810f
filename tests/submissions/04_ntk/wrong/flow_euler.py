# loses: test_prediction_flow
# because: a thousand small steps

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    u = 1.0 * u0
    for _ in range(1000):
        u = u + np.clip(t / 1000 * (H @ (y - u)), -1e9, 1e9)
    return u

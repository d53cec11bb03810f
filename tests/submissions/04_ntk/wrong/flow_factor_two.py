# loses: test_prediction_flow
# because: the loss without the half

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return y + vectors @ (np.exp(-2 * values * t) * (vectors.T @ (u0 - y)))

# loses: test_prediction_flow
# because: the error, not the predictions

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return vectors @ (np.exp(-values * t) * (vectors.T @ (u0 - y)))

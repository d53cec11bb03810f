# loses: test_prediction_flow
# because: a small ridge makes H invertible, and the error in its kernel dies out

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    H = H + 1e-4 * np.max(np.abs(H)) * np.eye(len(y))
    values, vectors = np.linalg.eigh(H)
    return y + vectors @ (np.exp(-values * t) * (vectors.T @ (u0 - y)))

# loses: test_prediction_flow
# because: starts from predictions zero

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return y - vectors @ (np.exp(-values * t) * (vectors.T @ y))

# loses: test_prediction_flow
# because: 1/n in front of the loss

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return y + vectors @ (np.exp(-values * t / len(y)) * (vectors.T @ (u0 - y)))

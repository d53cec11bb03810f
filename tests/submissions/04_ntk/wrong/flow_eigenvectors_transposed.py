# loses: test_prediction_flow
# because: rows of the matrix of eigenvectors for its columns

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return y + vectors.T @ (np.exp(-values * t) * (vectors @ (u0 - y)))

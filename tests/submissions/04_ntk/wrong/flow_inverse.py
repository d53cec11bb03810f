# loses: test_prediction_flow
# because: the inverse of a matrix that may have none

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    learned = vectors @ np.diag(-np.expm1(-values * t)) @ vectors.T
    return u0 + H @ np.linalg.inv(H) @ learned @ (y - u0)

# loses: test_prediction_flow
# because: the sign of the exponent

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    return y + vectors @ (np.exp(np.minimum(values * t, 50)) * (vectors.T @ (u0 - y)))

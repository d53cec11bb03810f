# loses: test_prediction_flow
# because: what H does not see is taken for learned: the error in its kernel is dropped

# %% prediction_flow
import numpy as np


def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    seen = values > 1e-9 * values[-1]
    vectors, values = vectors[:, seen], values[seen]
    return y + vectors @ (np.exp(-values * t) * (vectors.T @ (u0 - y)))

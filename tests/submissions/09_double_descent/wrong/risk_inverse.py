# loses: test_excess_risk
# because: the inverse of Sigma

# %% excess_risk
import numpy as np


def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return v @ np.linalg.pinv(Sigma) @ v

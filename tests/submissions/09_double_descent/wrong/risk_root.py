# loses: test_excess_risk
# because: the norm in place of its square

# %% excess_risk
import numpy as np


def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return np.sqrt(v @ Sigma @ v)

# loses: test_excess_risk
# because: only the diagonal of Sigma

# %% excess_risk
import numpy as np


def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return v**2 @ np.diag(Sigma)

# loses: test_excess_risk
# because: stores the difference in an array of the type of w: integers cut it off

# %% excess_risk
import numpy as np


def excess_risk(w, w_star, Sigma):
    difference = np.zeros_like(w)
    for i in range(len(w)):
        difference[i] = w[i] - w_star[i]
    return float(difference @ Sigma @ difference)

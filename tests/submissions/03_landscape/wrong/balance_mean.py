# loses: test_balancedness
# because: the mean for the maximum

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return float(np.mean(gaps)) if gaps else 0.0

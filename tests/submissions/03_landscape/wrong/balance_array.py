# loses: test_balancedness
# because: an array of one number

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return np.array([max(gaps, default=0.0)])

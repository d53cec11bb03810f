# loses: test_balancedness
# because: the smallest for the largest

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return min(gaps, default=0.0)

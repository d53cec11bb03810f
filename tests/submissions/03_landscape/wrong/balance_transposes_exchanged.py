# loses: test_balancedness
# because: W W^T for W^T W, and the other way around

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V @ V.T - W.T @ W) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

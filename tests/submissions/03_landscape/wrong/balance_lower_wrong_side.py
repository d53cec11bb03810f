# loses: test_balancedness
# because: W^T W for W W^T

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W.T @ W) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

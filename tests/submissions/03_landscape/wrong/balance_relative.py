# loses: test_balancedness
# because: divided by the size of the layers

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) / max(np.linalg.norm(W) ** 2, 1e-300) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

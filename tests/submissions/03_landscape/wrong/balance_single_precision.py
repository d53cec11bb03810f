# loses: test_balancedness
# because: computes in single precision

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [
        np.linalg.norm(V.astype(np.float32).T @ V.astype(np.float32) - W.astype(np.float32) @ W.astype(np.float32).T)
        for W, V in pairwise(Ws)
    ]
    return max(gaps, default=0.0)

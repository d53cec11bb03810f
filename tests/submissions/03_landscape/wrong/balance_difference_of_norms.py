# loses: test_balancedness
# because: the difference of the norms for the norm of the difference

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [abs(np.linalg.norm(V.T @ V) - np.linalg.norm(W @ W.T)) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

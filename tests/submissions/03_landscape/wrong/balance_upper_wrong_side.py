# loses: test_balancedness
# because: V V^T for V^T V

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V @ V.T - W @ W.T) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

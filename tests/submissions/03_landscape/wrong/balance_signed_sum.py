# loses: test_balancedness
# because: the sum of the entries, with their signs

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.sum(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

# loses: test_balancedness
# because: the trace, which compares the norms of the layers only

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [abs(np.trace(V.T @ V - W @ W.T)) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

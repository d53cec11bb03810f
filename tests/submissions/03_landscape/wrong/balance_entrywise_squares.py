# loses: test_balancedness
# because: squares of entries for products of matrices

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V**2 - W**2) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)

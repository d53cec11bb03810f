# loses: test_balancedness
# because: the first pair only

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return gaps[0] if gaps else 0.0

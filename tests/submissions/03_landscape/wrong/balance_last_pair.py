# loses: test_balancedness
# because: the last pair only

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T) for W, V in pairwise(Ws)]
    return gaps[-1] if gaps else 0.0

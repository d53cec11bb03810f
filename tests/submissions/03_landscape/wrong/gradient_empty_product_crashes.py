# loses: test_partial_gradient
# because: an empty product stops Python

# %% partial_gradient
from functools import reduce

import numpy as np


def partial_gradient(Ws, W_star, k):
    left = reduce(np.matmul, [W.T for W in Ws[k:]])
    right = reduce(np.matmul, [W.T for W in Ws[: k - 1]])
    product = reduce(np.matmul, Ws[::-1])
    return left @ (product - W_star) @ right / len(Ws)

# loses: test_partial_gradient
# because: layers multiplied entry by entry

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    above = np.prod(Ws[k:], axis=0) if k < len(Ws) else np.ones(np.shape(W_star))
    below = np.prod(Ws[: k - 1], axis=0) if k > 1 else np.ones(np.shape(W_star))
    return above * (above * Ws[k - 1] * below - W_star) * below / len(Ws)

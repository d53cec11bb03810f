# loses: test_scalar_network_after_batch_norm
# because: an activation of its own

# %% scalar_network_after_batch_norm
import numpy as np


def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * x
    return w2 * np.tanh((h - h.mean()) / h.std(ddof=1))

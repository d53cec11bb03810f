# loses: test_scalar_network_after_batch_norm
# because: divided by the norm

# %% scalar_network_after_batch_norm
import numpy as np


def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * x
    return w2 * phi((h - h.mean()) / np.linalg.norm(h - h.mean()))

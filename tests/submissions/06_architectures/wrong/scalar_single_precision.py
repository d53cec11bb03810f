# loses: test_scalar_network_after_batch_norm
# because: single precision

# %% scalar_network_after_batch_norm
import numpy as np


def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = (w1 * x).astype(np.float32)
    return w2 * phi((h - h.mean()) / h.std(ddof=1))

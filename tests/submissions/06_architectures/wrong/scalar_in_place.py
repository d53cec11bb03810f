# loses: test_scalar_network_after_batch_norm
# because: the batch that was given is changed

# %% scalar_network_after_batch_norm
import numpy as np


def scalar_network_after_batch_norm(w1, w2, x, phi):
    x -= x.mean()
    x /= x.std(ddof=1)
    return w2 * phi(np.sign(w1) * x)

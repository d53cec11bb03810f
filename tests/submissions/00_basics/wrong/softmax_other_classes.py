# loses: test_softmax_cross_entropy
# because: the cross-entropy of each class by itself, as for sigmoids

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = x @ Theta
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    loss = -(log_p @ y) - (1 - y) @ np.log1p(-np.minimum(np.exp(log_p), 1 - 1e-16))
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

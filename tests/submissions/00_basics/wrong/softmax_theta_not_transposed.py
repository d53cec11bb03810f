# loses: test_softmax_cross_entropy
# because: Theta x in place of Theta^T x, rows for columns

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = Theta @ x
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    loss = -(log_p @ y)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

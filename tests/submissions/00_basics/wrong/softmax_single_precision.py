# loses: test_softmax_cross_entropy
# because: single precision, as PyTorch takes it by itself

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    Theta, x = Theta.astype(np.float32), x.astype(np.float32)
    z = x @ Theta
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    loss = -(log_p @ y)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

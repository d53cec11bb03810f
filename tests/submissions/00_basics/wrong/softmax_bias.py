# loses: test_softmax_cross_entropy
# because: an input of 1 is added

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    x = np.append(x, 1.0)
    Theta = np.vstack([Theta, np.ones(Theta.shape[1])])
    z = x @ Theta
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    loss = -(log_p @ y)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

# loses: test_softmax_cross_entropy
# because: the entropy of the prediction

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = x @ Theta
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    loss = -(np.exp(log_p) @ log_p)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

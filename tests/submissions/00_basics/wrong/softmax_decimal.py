# loses: test_softmax_cross_entropy
# because: extended precision, which overflows later

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = x @ Theta
    z = z.astype(np.longdouble) / 1
    e = np.exp(np.clip(z, -11000, 700))
    log_p = (z - np.log(e.sum())).astype(float)
    loss = -(log_p @ y)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

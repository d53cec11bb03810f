# loses: test_softmax_cross_entropy
# because: math.exp, which stops where it overflows

# %% softmax_cross_entropy
import math

import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = x @ Theta
    e = np.array([math.exp(value) for value in z])
    log_p = z - math.log(e.sum())
    loss = -(log_p @ y)
    gradient = np.outer(x, np.exp(log_p) - y)
    return loss, gradient

# loses: test_softmax_cross_entropy
# because: two classes are taken for granted

# %% softmax_cross_entropy
import numpy as np


def softmax_cross_entropy(Theta, x, y):
    z = x @ Theta
    true = int(np.argmax(y))
    others = [i for i in range(len(y)) if i != true]
    top = max(z[i] for i in others)
    rest = top + np.log(sum(np.exp(z[i] - top) for i in others))
    loss = np.logaddexp(0, rest - z[true])
    return loss, np.outer(x, np.exp(z - np.logaddexp(rest, z[true])) - y)

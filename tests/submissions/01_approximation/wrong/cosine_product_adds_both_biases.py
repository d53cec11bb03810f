# loses: test_cosine_product
# because: subtracts the weights in the second cosine, but not the biases

# %% cosine_product
import numpy as np


def cosine_product(first, second):
    a, W, b = [], [], []
    for a1, w1, b1 in zip(*first, strict=True):
        for a2, w2, b2 in zip(*second, strict=True):
            a += [a1 * a2 / 2, a1 * a2 / 2]
            W += [w1 + w2, w1 - w2]
            b += [b1 + b2, b1 + b2]
    return np.array(a), np.array(W), np.array(b)

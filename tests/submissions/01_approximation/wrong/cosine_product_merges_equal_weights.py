# loses: test_cosine_product
# because: puts units with equal weights together although their biases differ

# %% cosine_product
import numpy as np


def cosine_product(first, second):
    found = {}
    for a, w, b in zip(*first, strict=True):
        for c, v, e in zip(*second, strict=True):
            for weights, bias in ((w + v, b + e), (w - v, b - e)):
                amplitude, _ = found.get(tuple(weights), (0.0, bias))
                found[tuple(weights)] = amplitude + a * c / 2, bias
    amplitudes, biases = zip(*found.values(), strict=True)
    return np.array(amplitudes), np.array(list(found)), np.array(biases)

# loses: test_cosine_product
# because: leaves out the cosine of the difference where the weights are equal, as if a constant did not count

# %% cosine_product
import numpy as np


def cosine_product(first, second):
    units = []
    for a, w, b in zip(*first, strict=True):
        for c, v, e in zip(*second, strict=True):
            units.append((a * c / 2, w + v, b + e))
            if not np.allclose(w, v):
                units.append((a * c / 2, w - v, b - e))
    return tuple(np.array(part) for part in zip(*units, strict=True))

# loses: test_binary_kl_inverse
# because: a grid of a thousand points

# %% binary_kl_inverse
import numpy as np
from scipy import special


def binary_kl_inverse(q, budget):
    p = np.linspace(q, 1, 1001)[:-1]
    with np.errstate(all="ignore"):
        kl = special.rel_entr(q, p) + special.rel_entr(1 - q, 1 - p)
    return float(p[kl <= budget].max()) if q < 1 else 1.0

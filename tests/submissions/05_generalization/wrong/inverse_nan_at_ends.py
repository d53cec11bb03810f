# loses: test_binary_kl_inverse
# because: 0 ln 0 is nan

# %% binary_kl_inverse
import numpy as np


def binary_kl_inverse(q, budget):
    low, high = q, 1.0
    with np.errstate(all="ignore"):
        for _ in range(60):
            p = (low + high) / 2
            kl = np.float64(q) * np.log(np.float64(q) / p) + (1 - q) * np.log(np.float64(1 - q) / (1 - p))
            if kl <= budget:
                low = p
            else:
                high = p
    return low

# loses: test_dropout_risk_exact
# because: the rate is kept away from 0 and 1

# %% dropout_risk_exact
from itertools import product

import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    risk = 0.0
    for mask in product((0, 1), repeat=W.shape[1]):
        kept = np.array(mask)
        shown = activations * kept / (1 - np.clip(rate, 0.01, 0.99))
        risk += np.prod(np.where(kept, 1 - np.clip(rate, 0.01, 0.99), np.clip(rate, 0.01, 0.99))) * np.mean(
            np.sum((Y - shown @ W.T) ** 2, axis=1)
        )
    return risk

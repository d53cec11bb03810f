# loses: test_dropout_risk_exact
# because: the mask that drops everything is left out

# %% dropout_risk_exact
from itertools import product

import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    risk = 0.0
    for mask in list(product((0, 1), repeat=W.shape[1]))[1:]:
        kept = np.array(mask)
        shown = activations * kept / (1 - rate)
        risk += np.prod(np.where(kept, 1 - rate, rate)) * np.mean(np.sum((Y - shown @ W.T) ** 2, axis=1))
    return risk

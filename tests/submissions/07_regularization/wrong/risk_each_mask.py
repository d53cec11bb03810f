# loses: test_dropout_risk_exact
# because: one risk for each mask

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    m = W.shape[1]
    masks = (np.arange(2**m)[:, None] >> np.arange(m)) & 1
    outputs = (masks[:, None, :] * activations / (1 - rate)) @ W.T
    return np.mean(np.sum((Y - outputs) ** 2, axis=2), axis=1)

# loses: test_dropout_risk_exact
# because: masks in a byte, which holds eight units

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    m = W.shape[1]
    codes = np.arange(2**m).astype(np.uint8)
    masks = (codes[:, None] >> np.arange(m, dtype=np.uint8)) & 1
    probabilities = np.prod(np.where(masks == 1, 1 - rate, rate), axis=1)
    outputs = (masks[:, None, :] * activations / (1 - rate)) @ W.T
    return probabilities @ np.mean(np.sum((Y - outputs) ** 2, axis=2), axis=1)

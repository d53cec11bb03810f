# loses: test_dropout_risk_exact
# because: probabilities by the logarithm of the rate

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    m = W.shape[1]
    masks = (np.arange(2**m)[:, None] >> np.arange(m)) & 1
    count = masks.sum(axis=1)
    with np.errstate(all="ignore"):
        probabilities = np.exp(count * np.log(1 - rate) + (m - count) * np.log(np.float64(rate)))
    outputs = (masks[:, None, :] * activations / (1 - rate)) @ W.T
    return probabilities @ np.mean(np.sum((Y - outputs) ** 2, axis=2), axis=1)

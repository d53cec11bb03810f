# loses: test_dropout_risk_exact
# because: masks drawn at random

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    rng = np.random.default_rng(0)
    m = W.shape[1]
    kept = rng.random((20000, 1, m)) >= rate
    outputs = (kept * activations / (1 - rate)) @ W.T
    return np.mean(np.sum((Y - outputs) ** 2, axis=2))

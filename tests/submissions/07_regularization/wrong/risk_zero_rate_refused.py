# loses: test_dropout_risk_exact
# because: a rate of 0 is refused

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    if rate == 0:
        raise ValueError("the rate must be positive")
    errors = Y - activations @ W.T
    return np.mean(np.sum(errors**2, axis=1)) + rate / (1 - rate) * np.sum(activations**2 @ (W**2).T) / len(Y)

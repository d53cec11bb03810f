# loses: test_dropout_risk_exact
# because: the activations are divided in place

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    if activations.dtype == float:
        activations /= 1 - rate
    else:
        activations = activations / (1 - rate)
    errors = Y - (1 - rate) * activations @ W.T
    spread = rate * (1 - rate) * np.sum(activations**2 @ (W**2).T) / len(Y)
    return np.mean(np.sum(errors**2, axis=1)) + spread

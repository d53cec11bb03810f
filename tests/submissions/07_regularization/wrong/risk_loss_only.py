# loses: test_dropout_risk_exact
# because: the loss of the mean output

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    return np.mean(np.sum((Y - activations @ W.T) ** 2, axis=1))

# loses: test_ridgeless_risk
# because: np.isclose takes the neighbours of 1 for 1

# %% ridgeless_risk
import numpy as np


def ridgeless_risk(gamma, signal, noise):
    if np.isclose(gamma, 1):
        return np.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal * (1 - 1 / gamma) + noise / (gamma - 1)

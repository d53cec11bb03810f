# loses: test_ridgeless_risk
# because: 0 / 0 at gamma = 1 without noise

# %% ridgeless_risk
import numpy as np


def ridgeless_risk(gamma, signal, noise):
    gamma, noise = np.float64(gamma), np.float64(noise)
    with np.errstate(all="ignore"):
        bias = signal * max(0.0, 1 - 1 / gamma)
        return bias + noise * min(gamma, 1) / abs(1 - gamma)

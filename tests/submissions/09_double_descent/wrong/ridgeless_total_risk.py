# loses: test_ridgeless_risk
# because: the noise of the new label added

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise + noise * gamma / (1 - gamma)
    return noise + signal * (1 - 1 / gamma) + noise / (gamma - 1)

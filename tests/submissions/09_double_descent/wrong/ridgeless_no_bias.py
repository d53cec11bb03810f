# loses: test_ridgeless_risk
# because: no bias above 1

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return noise / (gamma - 1)

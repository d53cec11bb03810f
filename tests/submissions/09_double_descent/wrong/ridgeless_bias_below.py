# loses: test_ridgeless_risk
# because: a bias below 1 as well

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return signal * (1 - gamma) + noise * gamma / (1 - gamma)
    return signal * (1 - 1 / gamma) + noise / (gamma - 1)

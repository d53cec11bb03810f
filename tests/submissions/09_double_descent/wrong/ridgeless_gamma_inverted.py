# loses: test_ridgeless_risk
# because: gamma taken for n / p

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    gamma = 1 / gamma
    if gamma == 1:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal * (1 - 1 / gamma) + noise / (gamma - 1)

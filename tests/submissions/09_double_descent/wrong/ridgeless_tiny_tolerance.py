# loses: test_ridgeless_risk
# because: takes a gamma within 10^-9 of 1 for 1

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if abs(gamma - 1) < 1e-9:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal * (gamma - 1) / gamma + noise / (gamma - 1)

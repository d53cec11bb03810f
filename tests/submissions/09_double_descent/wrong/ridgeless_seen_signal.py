# loses: test_ridgeless_risk
# because: the part of the signal that is seen, not the part that is missed

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return math.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal / gamma + noise / (gamma - 1)

# loses: test_ridgeless_risk
# because: signal and noise exchanged

# %% ridgeless_risk
import math


def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return math.inf if signal > 0 else 0.0
    if gamma < 1:
        return signal * gamma / (1 - gamma)
    return noise * (1 - 1 / gamma) + signal / (gamma - 1)

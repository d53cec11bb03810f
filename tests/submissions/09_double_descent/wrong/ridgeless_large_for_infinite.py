# loses: test_ridgeless_risk
# because: a large number in place of infinity

# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    gap = max(abs(1 - gamma), 1e-12)
    return signal * max(0.0, 1 - 1 / gamma) + noise * min(gamma, 1.0) / gap

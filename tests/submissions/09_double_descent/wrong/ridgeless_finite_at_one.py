# loses: test_ridgeless_risk
# because: the finite value 0 at gamma = 1

# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return 0.0
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal * (1 - 1 / gamma) + noise / (gamma - 1)

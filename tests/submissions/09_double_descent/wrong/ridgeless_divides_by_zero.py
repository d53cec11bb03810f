# loses: test_ridgeless_risk
# because: no case for gamma = 1

# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    if gamma < 1:
        return noise * gamma / (1 - gamma)
    return signal * (1 - 1 / gamma) + noise / (gamma - 1)

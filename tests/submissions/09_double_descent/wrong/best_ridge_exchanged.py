# loses: test_best_ridge
# because: signal and noise exchanged

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return gamma * signal / noise if noise else 0.0

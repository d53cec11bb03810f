# loses: test_best_ridge
# because: gamma taken for n / p

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return noise / (gamma * signal)

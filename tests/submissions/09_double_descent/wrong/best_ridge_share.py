# loses: test_best_ridge
# because: noise over signal and noise together

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return gamma * noise / (signal + noise)

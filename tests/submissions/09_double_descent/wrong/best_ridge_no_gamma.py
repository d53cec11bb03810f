# loses: test_best_ridge
# because: noise over signal, as if there were one feature for each point

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return noise / signal

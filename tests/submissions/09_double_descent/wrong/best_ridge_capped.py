# loses: test_best_ridge
# because: a penalty of at most 1

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return min(1.0, gamma * noise / signal)

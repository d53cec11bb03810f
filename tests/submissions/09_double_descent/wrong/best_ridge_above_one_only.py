# loses: test_best_ridge
# because: no penalty below gamma = 1

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return gamma * noise / signal if gamma > 1 else 0.0

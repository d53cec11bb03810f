# loses: test_best_ridge
# because: the objective with a factor 1/2 in front of the squares only

# %% best_ridge
def best_ridge(gamma, signal, noise):
    return gamma * noise / signal / 2

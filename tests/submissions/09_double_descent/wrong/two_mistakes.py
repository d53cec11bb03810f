# loses: test_excess_risk, test_best_ridge
# because: each mistake costs its own item and nothing else

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    return 2 * (w - w_star) @ Sigma @ (w - w_star)


# %% best_ridge
def best_ridge(gamma, signal, noise):
    return 2 * gamma * noise / signal

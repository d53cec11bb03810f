# loses: test_ols_variance
# because: the formula alone: a division by zero at d = n - 1, negative at d = n

# %% ols_variance
def ols_variance(n, d, noise):
    return noise * d / (n - d - 1)

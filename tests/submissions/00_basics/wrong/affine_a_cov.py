# loses: test_affine_gaussian
# because: A Sigma, on one side only

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ cov

# loses: test_affine_gaussian
# because: the covariance first

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ cov @ A.T, A @ mean + b

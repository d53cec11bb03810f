# loses: test_affine_gaussian
# because: the covariance as it was

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, cov

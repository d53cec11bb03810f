# loses: test_affine_gaussian
# because: Sigma twice

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ cov @ cov @ A.T

# loses: test_affine_gaussian
# because: b is taken off

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean - b, A @ cov @ A.T

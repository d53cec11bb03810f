# loses: test_affine_gaussian
# because: the mean is shifted only

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return mean + b, A @ cov @ A.T

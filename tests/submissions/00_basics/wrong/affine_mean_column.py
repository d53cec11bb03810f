# loses: test_affine_gaussian
# because: the mean as a column

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return (A @ mean + b)[:, None], A @ cov @ A.T

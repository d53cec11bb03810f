# loses: test_affine_gaussian
# because: a column and a row: the mean becomes a matrix

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return (A @ mean)[:, None] + b, A @ cov @ A.T

# loses: test_affine_gaussian
# because: squares of the entries of A

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A**2 @ cov @ (A**2).T

# loses: test_affine_gaussian
# because: A^T for the mean

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A.T @ mean + b, A @ cov @ A.T

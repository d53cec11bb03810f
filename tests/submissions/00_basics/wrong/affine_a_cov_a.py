# loses: test_affine_gaussian
# because: A Sigma A in place of A Sigma A^T

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ cov @ A

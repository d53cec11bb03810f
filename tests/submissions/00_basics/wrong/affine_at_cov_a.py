# loses: test_affine_gaussian
# because: A^T Sigma A

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A.T @ cov @ A

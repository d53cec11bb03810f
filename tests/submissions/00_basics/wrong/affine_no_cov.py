# loses: test_affine_gaussian
# because: A A^T, Sigma is forgotten

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ A.T

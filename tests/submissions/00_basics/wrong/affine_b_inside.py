# loses: test_affine_gaussian
# because: A (mu + b)

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ (mean + b), A @ cov @ A.T

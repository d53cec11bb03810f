# loses: test_affine_gaussian
# because: the mean without b

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean, A @ cov @ A.T

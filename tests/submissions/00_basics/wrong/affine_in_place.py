# loses: test_affine_gaussian
# because: b becomes the mean

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    b += A @ mean
    return b, A @ cov @ A.T

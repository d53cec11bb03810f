# loses: test_affine_gaussian
# because: the mean only

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    return A @ mean + b

# loses: test_affine_gaussian
# because: Sigma is made symmetric in place

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    m, C = A @ mean + b, A @ cov @ A.T
    cov += cov.T
    return m, C

# loses: test_affine_gaussian
# because: prints the answer and returns nothing

# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    print(A @ mean + b, A @ cov @ A.T)

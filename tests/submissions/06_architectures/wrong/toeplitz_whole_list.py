# loses: test_toeplitz_matrix
# because: lists of integers


# %% toeplitz_matrix
def toeplitz_matrix(h, D):
    K = len(h)
    kernel = [int(entry) for entry in reversed(h)]
    return [[0] * k + kernel + [0] * (D - K - k) for k in range(D - K + 1)]

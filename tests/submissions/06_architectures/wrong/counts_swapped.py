# loses: test_parameter_counts
# because: the convolution first

# %% parameter_counts
def parameter_counts(D, K):
    return K, (D - K + 1) * D

# loses: test_parameter_counts
# because: the output of the full convolution

# %% parameter_counts
def parameter_counts(D, K):
    return (D + K - 1) * D, K

# loses: test_parameter_counts
# because: with a bias for each output, and one of the kernel

# %% parameter_counts
def parameter_counts(D, K):
    return (D - K + 1) * (D + 1), K + 1

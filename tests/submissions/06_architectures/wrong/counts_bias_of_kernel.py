# loses: test_parameter_counts
# because: with a bias of the kernel

# %% parameter_counts
def parameter_counts(D, K):
    return (D - K + 1) * D, K + 1

# loses: test_parameter_counts
# because: the entries of the matrix that are not zero, not the free parameters

# %% parameter_counts
def parameter_counts(D, K):
    return (D - K + 1) * D, (D - K + 1) * K

# loses: test_parameter_counts
# because: only one of the two

# %% parameter_counts
def parameter_counts(D, K):
    return (D - K + 1) * D

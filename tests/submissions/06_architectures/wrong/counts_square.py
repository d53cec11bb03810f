# loses: test_parameter_counts
# because: an output as long as the input

# %% parameter_counts
def parameter_counts(D, K):
    return D * D, K

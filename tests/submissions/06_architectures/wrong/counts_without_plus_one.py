# loses: test_parameter_counts
# because: an output too short by one

# %% parameter_counts
def parameter_counts(D, K):
    return (D - K) * D, K

# loses: test_parameter_counts
# because: floats on the way, which round

# %% parameter_counts
def parameter_counts(D, K):
    return int((D - K + 1) * (D + 0.0)), K

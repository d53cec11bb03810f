# loses: test_parameter_counts
# because: floats for integers

# %% parameter_counts
def parameter_counts(D, K):
    return float((D - K + 1) * D), float(K)

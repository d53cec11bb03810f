# loses: test_interpolation_threshold
# because: a float

# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    return float(sizes[train_errors <= tolerance][0])

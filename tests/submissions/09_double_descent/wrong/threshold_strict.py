# loses: test_interpolation_threshold
# because: smaller than the tolerance

# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    below = sizes[train_errors < tolerance]
    return int(below[0]) if len(below) else int(sizes[-1])

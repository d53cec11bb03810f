# loses: test_matching_penalty
# because: a factor 2 too many

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 / (4 * eta * steps)

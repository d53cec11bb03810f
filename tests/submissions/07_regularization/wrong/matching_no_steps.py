# loses: test_matching_penalty
# because: the steps do not count

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 / (2 * eta)

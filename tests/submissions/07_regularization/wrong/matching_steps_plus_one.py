# loses: test_matching_penalty
# because: one update too many

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 / (2 * eta * (steps + 1))

# loses: test_matching_penalty
# because: a list

# %% matching_penalty
def matching_penalty(eta, steps):
    return [1 / (2 * eta * steps)]

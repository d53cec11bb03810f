# loses: test_matching_penalty
# because: a division of whole numbers

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 // (2 * eta * steps) if isinstance(eta, int) else 1 / (2 * eta * steps)

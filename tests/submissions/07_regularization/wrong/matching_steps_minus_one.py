# loses: test_matching_penalty
# because: one update too few

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 / (2 * eta * max(steps - 1, 0.5))

# loses: test_matching_penalty
# because: the step size above the line

# %% matching_penalty
def matching_penalty(eta, steps):
    return eta / (2 * steps)

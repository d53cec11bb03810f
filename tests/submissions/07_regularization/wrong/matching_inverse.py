# loses: test_matching_penalty
# because: upside down

# %% matching_penalty
def matching_penalty(eta, steps):
    return 2 * eta * steps

# loses: test_matching_penalty
# because: one eigenvalue in place of the limit

# %% matching_penalty
def matching_penalty(eta, steps):
    return (1 - min(eta, 0.5)) ** steps / (2 * (1 - (1 - min(eta, 0.5)) ** steps))

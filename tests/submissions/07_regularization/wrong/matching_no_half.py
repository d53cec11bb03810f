# loses: test_matching_penalty
# because: the penalty (lambda / 2) |w|^2

# %% matching_penalty
def matching_penalty(eta, steps):
    return 1 / (eta * steps)

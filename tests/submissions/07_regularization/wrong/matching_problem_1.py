# loses: test_matching_penalty
# because: the convention of problem 1

# %% matching_penalty
def matching_penalty(eta, steps):
    return 2 / (eta * steps)

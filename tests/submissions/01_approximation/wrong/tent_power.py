# loses: test_tent
# because: takes the k-th power for the k-fold composition

# %% tent
def tent(x, k, activation):
    return (2 * activation(x) - 4 * activation(x - 0.5) + 2 * activation(x - 1.0)) ** k

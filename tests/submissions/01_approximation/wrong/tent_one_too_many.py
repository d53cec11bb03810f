# loses: test_tent
# because: composes once too often

# %% tent
def tent(x, k, activation):
    def delta(y):
        return 2 * activation(y) - 4 * activation(y - 0.5) + 2 * activation(y - 1.0)

    y = delta(x)
    for _ in range(k):
        y = delta(y)
    return y

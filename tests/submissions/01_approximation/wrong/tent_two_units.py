# loses: test_tent
# because: two units: the tent does not return to zero after 1

# %% tent
def tent(x, k, activation):
    for _ in range(k):
        x = 2 * activation(x) - 4 * activation(x - 0.5)
    return x

# loses: test_tent
# because: the closed form 1 - |1 - 2x|: negative outside [0, 1], and no activation

# %% tent
def tent(x, k, activation):
    for _ in range(k):
        x = 1 - abs(1 - 2 * x)
    return x

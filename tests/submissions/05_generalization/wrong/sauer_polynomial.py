# loses: test_sauer_bound
# because: n to the power h

# %% sauer_bound
def sauer_bound(n, h):
    return n**h

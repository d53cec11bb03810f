# loses: test_sauer_bound
# because: all labelings

# %% sauer_bound
def sauer_bound(n, h):
    return 2**n

# loses: test_sauer_bound
# because: as many as for h points

# %% sauer_bound
def sauer_bound(n, h):
    return 2 ** min(n, h)

# loses: test_guaranteed_radius
# because: the root of d is missing

# %% guaranteed_radius
def guaranteed_radius(d, c):
    return (1 - c) / 4

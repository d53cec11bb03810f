# loses: test_guaranteed_radius
# because: d for its root

# %% guaranteed_radius
def guaranteed_radius(d, c):
    return (1 - c) / 4 * d

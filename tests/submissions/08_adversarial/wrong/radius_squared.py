# loses: test_guaranteed_radius
# because: the square of the radius

# %% guaranteed_radius
def guaranteed_radius(d, c):
    return (1 - c) ** 2 / 16 * d

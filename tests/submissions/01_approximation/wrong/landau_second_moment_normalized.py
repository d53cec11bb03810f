# loses: test_landau_second_moment
# because: divides by J_n: the variance of the bump, not its second moment

# %% landau_second_moment
def landau_second_moment(n):
    return 1 / (2 * n + 3)

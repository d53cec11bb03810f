# loses: test_project_l2
# because: clips each entry: that is the cube

# %% project_l2


def project_l2(delta, radius):
    return delta.clamp(-radius, radius)

# loses: test_project_l2
# because: one norm for the whole batch

# %% project_l2


def project_l2(delta, radius):
    return delta * min(1.0, radius / max(delta.norm().item(), 1e-12))

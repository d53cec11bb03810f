# loses: test_project_l2
# because: the root of the mean of the squares

# %% project_l2


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = (flat**2).mean(1, keepdim=True).sqrt()
    return (flat * (radius / norms).clamp(max=1)).reshape(delta.shape)

# loses: test_balanced_start
# because: layers of shape (d,)

# %% balanced_start


def balanced_start(d, L, scale, rng):
    values = scale * rng.uniform(0.5, 1.5, size=d)
    return [values.copy() for _ in range(L)]

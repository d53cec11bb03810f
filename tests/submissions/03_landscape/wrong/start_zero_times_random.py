# loses: test_balanced_start
# because: random, but times zero

# %% balanced_start


def balanced_start(d, L, scale, rng):
    return [0.0 * scale * rng.normal(size=(d, d)) for _ in range(L)]

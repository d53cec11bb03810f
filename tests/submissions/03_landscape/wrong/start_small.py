# loses: test_balanced_start
# because: small independent layers, balanced only by their size

# %% balanced_start


def balanced_start(d, L, scale, rng):
    return [1e-6 * scale * rng.normal(size=(d, d)) for _ in range(L)]

# loses: test_scalar_network_after_batch_norm
# because: x is normalized, and then multiplied by w1

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    return w2 * phi(w1 * (x - x.mean()) / x.std(ddof=1))

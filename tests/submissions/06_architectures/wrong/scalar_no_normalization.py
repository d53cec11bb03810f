# loses: test_scalar_network_after_batch_norm
# because: no normalization

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    return w2 * phi(w1 * x)

# loses: test_scalar_network_after_batch_norm
# because: the variance, not its root

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * x
    return w2 * phi((h - h.mean()) / h.var(ddof=1))

# loses: test_scalar_network_after_batch_norm
# because: the two weights exchanged

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w2 * x
    return w1 * phi((h - h.mean()) / h.std(ddof=1))

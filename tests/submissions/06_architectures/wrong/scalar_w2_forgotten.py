# loses: test_scalar_network_after_batch_norm
# because: no w2

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * x
    return phi((h - h.mean()) / h.std(ddof=1))

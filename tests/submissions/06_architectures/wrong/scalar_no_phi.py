# loses: test_scalar_network_after_batch_norm
# because: no activation

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * x
    return w2 * (h - h.mean()) / h.std(ddof=1)

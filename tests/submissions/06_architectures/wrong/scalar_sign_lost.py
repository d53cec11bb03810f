# loses: test_scalar_network_after_batch_norm
# because: the sign of w1 is lost

# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    return w2 * phi((x - x.mean()) / x.std(ddof=1))

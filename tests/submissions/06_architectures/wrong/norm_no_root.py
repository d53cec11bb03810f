# loses: test_batch_norm
# because: the variance, not its root

# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=0)) / (H.var(axis=0, ddof=1) + eps) + theta

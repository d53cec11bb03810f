# loses: test_batch_norm
# because: no eps

# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=0)) / H.std(axis=0, ddof=1) + theta

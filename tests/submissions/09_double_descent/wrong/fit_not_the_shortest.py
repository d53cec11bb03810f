# loses: test_minimum_norm_fit
# because: a best fit with as few weights as possible, which is not the shortest one

# %% minimum_norm_fit
import numpy as np
from scipy.linalg import qr


def minimum_norm_fit(Phi, y):
    Q, R, order = qr(Phi, mode="economic", pivoting=True)
    size = np.abs(np.diag(R))
    rank = int(np.sum(size > 1e-12 * size[0]))
    w = np.zeros(Phi.shape[1])
    w[order[:rank]] = np.linalg.solve(R[:rank, :rank], Q[:, :rank].T @ y)
    return w

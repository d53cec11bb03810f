# loses: test_conv2d
# because: the pixels of the edge are repeated, not zeros

# %% conv2d
import numpy as np


def conv2d(X, K, b, stride, padding):
    X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)), mode="edge")
    rows, columns = K.shape[:2]
    H = (X.shape[0] - rows) // stride + 1
    W = (X.shape[1] - columns) // stride + 1
    Y = np.zeros((H, W, K.shape[3]))
    for i in range(H):
        for j in range(W):
            window = X[i * stride : i * stride + rows, j * stride : j * stride + columns]
            Y[i, j] = np.tensordot(window, K[::-1, ::-1], axes=3) + b
    return Y

# loses: test_conv2d
# because: stride and padding exchanged

# %% conv2d
import numpy as np


def conv2d(X, K, b, stride, padding):
    stride, padding = padding, stride
    X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)))
    rows, columns = K.shape[:2]
    H = (X.shape[0] - rows) // stride + 1
    W = (X.shape[1] - columns) // stride + 1
    Y = np.zeros((H, W, K.shape[3]))
    for i in range(H):
        for j in range(W):
            window = X[i * stride : i * stride + rows, j * stride : j * stride + columns]
            Y[i, j] = np.tensordot(window, K[::-1, ::-1], axes=3) + b
    return Y

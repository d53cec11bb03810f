# loses: test_gradient_descent_path
# because: each coordinate uses those that have moved already

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    w = w1.astype(float)
    path = [w.copy()]
    for _ in range(steps):
        for j in range(len(w)):
            w[j] -= eta * X[:, j] @ (X @ w - y)
        path.append(w.copy())
    return np.array(path)

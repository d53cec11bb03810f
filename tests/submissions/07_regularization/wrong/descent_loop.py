# loses: test_gradient_descent_solution
# because: a loop over the steps

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    w = np.zeros(len(w_star))
    for _ in range(steps):
        w = w - eta * H @ (w - w_star)
    return w

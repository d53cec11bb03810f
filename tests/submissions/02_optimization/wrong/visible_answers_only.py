# loses: test_first_order_gap, test_smoothness_gap, test_gradient_descent_path, test_contraction_factor, test_largest_stable_step, test_optimal_step, test_steps_to_accuracy, test_sgd_expected_squared_distance, test_sgd_noise_floor
# because: answers the tests that the sheet shows from a table, and nothing else

# %% first_order_gap
import numpy as np


def first_order_gap(f, gradient, x, y):
    return 14.0 if y[0] == 2 else -1.0


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    return {6.0: 16.0, 1: -2.5}.get(L, 0.0)


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    if steps == 0:
        return np.array([[4.0, -5.0]])
    if steps == 3:
        return np.ones((4, 1))
    return np.array([[0.0, 0.0], [0.5, 4.0], [0.75, 0.0]] if eta == 0.5 else [[1.0, 1.0], [0.75, 0.75], [0.625, 0.625]])


# %% contraction_factor
def contraction_factor(X, eta):
    return {0.45: 0.8, 0.1: 0.9, 0.75: 2.0, 0.04: 1.0, 0.25: 0.5}.get(eta, 1.5)


# %% largest_stable_step
def largest_stable_step(X):
    return 1.0 if X.size == 2 else 2 / 9


# %% optimal_step
def optimal_step(X):
    return 1 / 9 if X.shape == (3, 1) else 0.2


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    return {0.1: 0.34, 0.2: 0.56, 0.25: 1.125 if X.shape[1] == 2 else 0.25}.get(eta, 1.0)


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    return 0.0 if eta == 0.5 else 0.04 if w[0] == 0 else 0.34


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    return {(9.0, 0.5): 4, (9.0, 0.9): 1, (1e6, 1e-12): 13815511, (9.0, 1.0): 0, (1, 0.5): 1, (3.0, 0.25): 2}.get(
        (kappa, eps), 3
    )

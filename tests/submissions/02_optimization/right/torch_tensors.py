# style: PyTorch tensors in and out

# %% first_order_gap
import math

import torch


def first_order_gap(f, gradient, x, y):
    slope = torch.as_tensor(gradient(y)).double()
    return f(x) - f(y) - slope @ torch.as_tensor(x - y).double()


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    step = torch.as_tensor(x - y).double()
    slope = torch.as_tensor(gradient(y)).double()
    return f(y) + (slope + 0.5 * L * step) @ step - f(x)


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    A, b = torch.as_tensor(X).double(), torch.as_tensor(y).double()
    w = torch.tensor(w1, dtype=torch.float64, requires_grad=True)
    path = [w.detach().clone()]
    for _ in range(steps):
        (slope,) = torch.autograd.grad(0.5 * ((A @ w - b) ** 2).sum(), w)
        with torch.no_grad():
            w -= eta * slope
        path.append(w.detach().clone())
    return torch.stack(path)


# %% contraction_factor
def contraction_factor(X, eta):
    A = torch.as_tensor(X).double()
    return torch.linalg.matrix_norm(torch.eye(A.shape[1]).double() - eta * A.T @ A, ord=2)


# %% largest_stable_step
def largest_stable_step(X):
    return 2 / torch.linalg.matrix_norm(torch.as_tensor(X).double(), ord=2) ** 2


# %% optimal_step
def optimal_step(X):
    A = torch.as_tensor(X).double()
    values = torch.linalg.eigvalsh(A.T @ A)
    return 2 / (values.max() + values.min())


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    A, b, v, goal = (torch.as_tensor(array).double() for array in (X, y, w, w_star))
    squares = []
    for row, label in zip(A, b, strict=True):
        u = v.clone().requires_grad_()
        (len(b) / 2 * (row @ u - label) ** 2).backward()
        squares.append(torch.sum((v - eta * u.grad - goal) ** 2))
    return torch.stack(squares).mean()


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    A, b, v = (torch.as_tensor(array).double() for array in (X, y, w))
    moves = eta * len(b) * A * (A @ v - b).unsqueeze(1)
    return torch.linalg.vector_norm(moves, dim=1).square().mean().item()


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    rate = torch.tensor((kappa - 1) / (kappa + 1), dtype=torch.float64)
    wanted = torch.tensor(eps, dtype=torch.float64)
    return max(1, math.ceil(torch.log(wanted) / torch.log(rate)))  # log 0 = -inf: then one step is enough

# style: PyTorch tensors in and out

# %% minimum_norm_fit
import math

import torch


def minimum_norm_fit(Phi, y):
    A = torch.as_tensor(Phi).double()
    return torch.linalg.pinv(A, rtol=1e-12) @ torch.as_tensor(y).double()


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    A, b = torch.as_tensor(Phi).double(), torch.as_tensor(y).double()
    U, s, Vh = torch.linalg.svd(A, full_matrices=False)
    return Vh.T @ (s * (U.T @ b) / (s**2 + penalty * len(b)))


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = torch.as_tensor(w).double() - torch.as_tensor(w_star).double()
    return (v @ torch.as_tensor(Sigma).double() @ v).item()


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    S = torch.as_tensor(Sigma).double()
    W = torch.as_tensor(estimates).double()
    middle = W.mean(dim=0)
    error, spread = middle - torch.as_tensor(w_star).double(), W - middle
    return error @ S @ error, ((spread @ S) * spread).sum() / W.shape[0]


# %% ols_variance
def ols_variance(n, d, noise):
    freedom = n - d - 1
    return torch.tensor(noise * d / freedom if freedom >= 1 else math.inf, dtype=torch.float64)


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    g = torch.tensor(float(gamma), dtype=torch.float64)
    variance = torch.where(g < 1, g / (1 - g), 1 / (g - 1)) * noise if noise > 0 else torch.zeros_like(g)
    return signal * torch.relu(g - 1) / g + variance


# %% best_ridge
def best_ridge(gamma, signal, noise):
    return torch.tensor([gamma, noise, 1 / signal], dtype=torch.float64).prod()


# %% random_relu_features
def random_relu_features(X, W):
    layer = torch.as_tensor(X).double() @ torch.as_tensor(W).double().T
    return torch.relu(layer)


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    above = (torch.as_tensor(train_errors) > tolerance).sum()
    return int(sizes[above])


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = (torch.as_tensor(x)[:, None] - torch.as_tensor(x_train)[None, :]).abs()
    labels = torch.as_tensor(y_train)
    weights = gaps ** (-exponent)
    hit = torch.isinf(weights)
    weights = torch.where(hit.any(dim=1, keepdim=True), hit.double(), weights)
    return weights @ labels / weights.sum(dim=1)

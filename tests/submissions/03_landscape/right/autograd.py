# style: PyTorch differentiates; arrays come back as tensors

# %% partial_gradient
import numpy as np
import torch


def partial_gradient(Ws, W_star, k):
    layers = [torch.tensor(W, dtype=torch.float64) for W in Ws]
    layer = layers[k - 1].requires_grad_()
    product = torch.eye(len(W_star), dtype=torch.float64)
    for factor in layers:
        product = factor @ product
    loss = ((product - torch.tensor(W_star, dtype=torch.float64)) ** 2).sum() / (2 * len(layers))
    return torch.autograd.grad(loss, layer)[0]


# %% balancedness


def balancedness(Ws):
    if len(Ws) == 1:
        return 0.0
    stack = torch.stack([torch.tensor(W, dtype=torch.float64) for W in Ws])
    gaps = stack[1:].mT @ stack[1:] - stack[:-1] @ stack[:-1].mT
    return torch.linalg.matrix_norm(gaps).max().item()


# %% balanced_start


def balanced_start(d, L, scale, rng):
    A = rng.normal(size=(d, d)) / np.sqrt(d)
    symmetric = scale * (A + A.T)
    return [symmetric.copy() for _ in range(L)]


# %% product_flow


def product_flow(W, W_star, L):
    W, W_star = (torch.tensor(part, dtype=torch.float64) for part in (W, W_star))
    U, s, Vh = torch.linalg.svd(W)
    inner = U.T @ (W_star - W) @ Vh.T
    factor = torch.zeros_like(inner)
    for k in range(1, L + 1):
        factor += torch.outer(s ** (2 * (L - k) / L), s ** (2 * (k - 1) / L))
    return U @ (factor / L * inner) @ Vh


# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    slopes = activation_derivative(np.einsum("ji,i->j", W, x))
    return np.einsum("j,j,i->ji", a, slopes, x)


# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    W, W0, a, x = (torch.tensor(part, dtype=torch.float64) for part in (W, W0, a, x))
    before = W0 @ x
    slopes = torch.as_tensor(activation_derivative(before.numpy()), dtype=torch.float64)
    values = torch.as_tensor(activation(before.numpy()), dtype=torch.float64)
    return (torch.dot(a, values) + torch.dot(a * slopes, (W - W0) @ x)).item()


# %% linearization_bound


def linearization_bound(W, W0, x, beta):
    moved = torch.tensor(W - W0, dtype=torch.float64)
    x = torch.tensor(x, dtype=torch.float64)
    return (beta / 2 * torch.linalg.matrix_norm(moved) ** 2 * torch.linalg.vector_norm(x) ** 2 / len(W) ** 0.5).item()

# style: PyTorch in double precision where the data are arrays; the network comes back as tensors

# %% landau_constant
import math

import numpy as np
import torch


def landau_constant(n):
    j = torch.arange(1, n + 1, dtype=torch.float64)
    return 2 * torch.prod(2 * j / (2 * j + 1)).item()


# %% landau_second_moment
def landau_second_moment(n):
    n = torch.tensor(float(n), dtype=torch.float64)
    half = torch.tensor(0.5, dtype=torch.float64)
    return math.exp((torch.lgamma(1 + half) + torch.lgamma(n + 1) - torch.lgamma(n + 2 + half)).item())


# %% landau_polynomial
def landau_polynomial(f, n, x):
    t = torch.linspace(0, 1, 20001, dtype=torch.float64)
    points = torch.as_tensor(x, dtype=torch.float64)
    heights = torch.as_tensor(f(t.numpy()))
    integral = torch.trapezoid(heights * (1 - (t - points[:, None]) ** 2) ** n, t, dim=1)
    return (integral / landau_constant(n)).numpy()


# %% cosine_product
def cosine_product(first, second):
    a, W, b = (torch.as_tensor(part, dtype=torch.float64) for part in first)
    c, V, e = (torch.as_tensor(part, dtype=torch.float64) for part in second)
    d = W.shape[1]
    signs = torch.tensor([1.0, -1.0], dtype=torch.float64)
    amplitudes = (a[:, None, None] * c[None, :, None] * torch.ones(2, dtype=torch.float64) / 2).reshape(-1)
    weights = (W[:, None, None, :] + signs[None, None, :, None] * V[None, :, None, :]).reshape(-1, d)
    biases = (b[:, None, None] + signs * e[None, :, None]).reshape(-1)
    return amplitudes, weights, biases


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    d = torch.tensor(float(d), dtype=torch.float64)
    log_mean = 0.5 * math.log(2) + torch.lgamma((d + 1) / 2) - torch.lgamma(d / 2) - math.log(2 * math.pi * sigma)
    return torch.exp(log_mean - d * math.log(math.sqrt(2 * math.pi) * sigma)).item()


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    log_z = torch.distributions.Normal(torch.zeros(d, dtype=torch.float64), sigma).log_prob(
        torch.zeros(d, dtype=torch.float64)
    )
    return math.exp(log_z.sum().item() + 0.5 * math.log(d) - math.log(2 * math.pi * sigma))


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    return torch.as_tensor(V).var(dim=0, correction=0).sum().item() / k


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    # A tensor would wrap around at 2^63.
    return math.prod(2 * width for width in widths)


# %% best_depth
def best_depth(m):
    L = torch.arange(1, m + 2, dtype=torch.float64)
    values = L * torch.log(2 * m / L)
    return int(torch.nonzero(values >= values.max() - 1e-12)[0, 0]) + 1


# %% tent
def tent(x, k, activation):
    shifts = torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)
    output = torch.tensor([2.0, -4.0, 2.0], dtype=torch.float64)
    y = torch.as_tensor(np.array(x, dtype=float))
    for _ in range(k):
        hidden = torch.as_tensor(activation((y[..., None] - shifts).numpy()))
        y = hidden @ output
    return y.numpy()

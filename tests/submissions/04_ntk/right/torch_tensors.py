# style: PyTorch tensors in and out

# %% ntk_gram
import math

import torch


def ntk_gram(W, X):
    w = torch.tensor(W, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(X, dtype=torch.float64)
    rows = []
    for point in x:
        output = torch.relu(w @ point).sum() / math.sqrt(len(w))
        rows.append(torch.autograd.grad(output, w)[0].flatten())
    features = torch.stack(rows)
    return features @ features.T


# %% ntk_gram_infinite
def ntk_gram_infinite(X):
    x = torch.as_tensor(X).double()
    z = (x @ x.T).clamp(-1, 1)
    z.fill_diagonal_(1.0)
    return z * (math.pi - torch.acos(z)) / (2 * math.pi)


# %% prediction_flow
def prediction_flow(H, y, u0, t):
    labels, start = torch.as_tensor(y).double(), torch.as_tensor(u0).double()
    values, vectors = torch.linalg.eigh(torch.as_tensor(H).double())
    return labels - vectors @ torch.diag(torch.exp(-t * values)) @ vectors.T @ (labels - start)


# %% time_to_error
def time_to_error(H, y, u0, eps):
    error = torch.as_tensor(u0).double() - torch.as_tensor(y).double()
    if torch.linalg.vector_norm(error) <= eps:
        return torch.zeros(())
    values, vectors = torch.linalg.eigh(torch.as_tensor(H).double())
    squares = (vectors.T @ error) ** 2
    zero = values <= 1e-12 * values[-1]
    if squares[zero].sum() >= eps**2:
        return torch.tensor(math.inf)
    rates = torch.where(zero, 0.0, values)
    low, high = torch.tensor(0.0, dtype=torch.float64), 200 / values[~zero].min()
    for _ in range(200):
        middle = (low + high) / 2
        if squares @ torch.exp(-2 * rates * middle) <= eps**2:
            high = middle
        else:
            low = middle
    return high


# %% ntk_series
def ntk_series(X, terms):
    x = torch.as_tensor(X).double()
    z = x @ x.T
    total = torch.zeros_like(z)
    for k in range(terms):
        total += math.comb(2 * k, k) / 4**k / (2 * k + 1) * z ** (2 * k + 2)
    return z / 4 + total / (2 * math.pi)


# %% classification_bound
def classification_bound(X, beta):
    x, b = torch.as_tensor(X).double(), torch.as_tensor(beta).double()
    z = (x @ x.T).clamp(-1, 1)
    H = z * (math.pi - torch.acos(z)) / (2 * math.pi)
    y = x @ b
    root = torch.linalg.pinv(H, rtol=1e-7, hermitian=True) @ y
    return torch.stack([(2 * (y @ root) * H.trace()).sqrt() / len(y), 2 * math.sqrt(2) * b.norm() / math.sqrt(len(y))])


# %% empirical_ntk
def empirical_ntk(f, params, x1, x2):
    def pairing(x, z):
        """The gradient at z, put into the derivative at x."""
        direction = torch.func.grad(f)(params, z)
        return torch.func.jvp(lambda theta: f(theta, x), (params,), (direction,))[1]

    return torch.stack([torch.stack([pairing(x, z) for z in x2]) for x in x1]).detach()

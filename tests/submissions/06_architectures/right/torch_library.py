# style: PyTorch in double precision; tensors for arrays

# %% toeplitz_matrix
import numpy as np
import torch


def toeplitz_matrix(h, D):
    units = torch.eye(D, dtype=torch.float64)[:, None]
    flipped = torch.tensor(h[::-1].copy())[None, None]
    return torch.nn.functional.conv1d(units, flipped)[:, 0].T


# %% parameter_counts
def parameter_counts(D, K):
    return torch.tensor([D * (D - K + 1), K])


# %% conv2d
def conv2d(X, K, b, stride, padding):
    images = torch.tensor(X).permute(2, 0, 1)[None]
    kernels = torch.tensor(K).permute(3, 2, 0, 1).flip([2, 3])
    found = torch.nn.functional.conv2d(images, kernels, torch.tensor(b), stride=stride, padding=padding)
    return found[0].permute(1, 2, 0)


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    H = torch.from_numpy(H)
    mean, variance = H.mean(dim=0), H.var(dim=0)
    gamma, theta = torch.from_numpy(gamma), torch.from_numpy(theta)
    return torch.nn.functional.batch_norm(H, mean, variance, gamma, theta, eps=eps)


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = w1 * torch.from_numpy(x)
    z = (h - h.mean()) / h.std()
    return torch.as_tensor(w2 * phi(z.numpy()))


# %% attention
def attention(Q, K, V, mask=None):
    Q, K, V = torch.from_numpy(Q), torch.from_numpy(K), torch.from_numpy(V)
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = scores.masked_fill(torch.from_numpy(mask) < 0, -torch.inf)
    weights = torch.softmax(scores, dim=1)
    return weights @ V, weights


# %% causal_mask
def causal_mask(n):
    return torch.full((n, n), -torch.inf).triu(1)


# %% positional_encoding
def positional_encoding(length, d):
    positions = torch.arange(length, dtype=torch.float64)[:, None]
    angles = positions / torch.pow(10000.0, torch.arange(0, d, 2, dtype=torch.float64) / d)
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


# %% beam_search
def beam_search(step, start, width, length):
    beams = [(start, 0.0)]
    for _ in range(length):
        values = torch.stack([total + torch.as_tensor(step(sequence)) for sequence, total in beams])
        found = torch.topk(values.flatten(), min(width, values.numel()))
        beams = [
            ((*beams[place // values.shape[1]][0], place % values.shape[1]), total)
            for total, place in zip(found.values.tolist(), found.indices.tolist(), strict=True)
            if total > -torch.inf
        ]
    return beams


# %% top_p_filter
def top_p_filter(probabilities, p):
    values, order = torch.sort(torch.tensor(probabilities), descending=True)
    values[values.cumsum(0) - values >= p] = 0
    kept = torch.zeros_like(values)
    kept[order] = values / values.sum()
    return kept

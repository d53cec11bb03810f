# style: views, products and recursion

# %% toeplitz_matrix
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def toeplitz_matrix(h, D):
    K = len(h)
    padded = np.concatenate([np.zeros(D - K), h, np.zeros(D - K)])
    return sliding_window_view(padded, D)[:, ::-1].copy()


# %% parameter_counts
def parameter_counts(D, K):
    return [D * (1 + D - K), K]


# %% conv2d
def conv2d(X, K, b, stride, padding):
    padded = np.zeros((X.shape[0] + 2 * padding, X.shape[1] + 2 * padding, X.shape[2]))
    padded[padding : padding + X.shape[0], padding : padding + X.shape[1]] = X
    windows = sliding_window_view(padded, K.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcm->ijm", windows, np.flip(K, axis=(0, 1))) + b


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    B = len(H)
    centring = np.eye(B) - 1 / B
    centred = centring @ H
    covariance = centred.T @ centred / (B - 1)
    return centred @ np.diag(gamma / np.sqrt(np.diag(covariance) + eps)) + theta


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    differences = x[:, None] - x
    variance = np.sum(differences**2) / (2 * len(x) * (len(x) - 1))
    z = differences.mean(axis=1) / math.sqrt(variance)
    return w2 * phi(z if w1 > 0 else -z)


# %% attention
def attention(Q, K, V, mask=None):
    scores = (Q / math.sqrt(Q.shape[1])) @ K.T
    hidden = np.zeros(scores.shape, dtype=bool) if mask is None else mask < 0
    largest = np.where(hidden, -np.inf, scores).max(axis=1)
    powers = np.where(hidden, 0.0, np.exp(np.minimum(scores - largest[:, None], 0.0)))
    weights = powers / powers.sum(axis=1)[:, None]
    return weights @ V, weights


# %% causal_mask
def causal_mask(n):
    row, column = np.indices((n, n))
    mask = np.zeros((n, n))
    mask[column > row] = -np.inf
    return mask


# %% positional_encoding
def positional_encoding(length, d):
    frequencies = np.repeat(10000.0 ** (-2.0 * np.arange(d // 2) / d), 2)
    phases = np.tile([0.0, math.pi / 2], d // 2)
    return np.sin(np.outer(np.arange(length), frequencies) + phases)


# %% beam_search
def beam_search(step, start, width, length):
    if length == 0:
        return [(start, 0.0)]
    candidates = {}
    for sequence, total in beam_search(step, start, width, length - 1):
        values = np.asarray(step(sequence))
        for token in np.flatnonzero(values > -np.inf):
            candidates[(*sequence, int(token))] = float(total + values[token])
    return sorted(candidates.items(), key=lambda item: item[1], reverse=True)[:width]


# %% top_p_filter
def top_p_filter(probabilities, p):
    kept = np.array(probabilities)
    for token in np.argsort(probabilities):
        if kept.sum() - kept[token] < p:
            break
        kept[token] = 0.0
    return kept / kept.sum()

# style: NumPy without loops where it can be

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    K = len(h)
    rows = np.arange(D - K + 1)[:, None]
    W = np.zeros((D - K + 1, D))
    W[rows, rows + np.arange(K)] = h[::-1]
    return W


# %% parameter_counts
def parameter_counts(D, K):
    outputs = D - K + 1
    return outputs * D, K


# %% conv2d
def conv2d(X, K, b, stride, padding):
    rows, columns = K.shape[:2]
    X = np.pad(X, [(padding, padding), (padding, padding), (0, 0)])
    down = np.arange(0, X.shape[0] - rows + 1, stride)
    right = np.arange(0, X.shape[1] - columns + 1, stride)
    Y = np.zeros((len(down), len(right), K.shape[3]))
    for u in range(rows):
        for v in range(columns):
            Y += X[np.ix_(down + u, right + v)] @ K[rows - 1 - u, columns - 1 - v]
    return Y + b


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    scale = gamma / np.sqrt(H.var(axis=0, ddof=1) + eps)
    return (H - H.mean(axis=0)) * scale + theta


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    standardized = (x - x.mean()) / x.std(ddof=1)
    return w2 * phi(np.sign(w1) * standardized)


# %% attention
def attention(Q, K, V, mask=None):
    scores = np.einsum("ik,jk->ij", Q, K) / K.shape[1] ** 0.5
    if mask is not None:
        scores = scores + mask
    scores = scores - scores.max(axis=1, keepdims=True)
    logarithms = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    weights = np.exp(logarithms)
    return weights @ V, weights


# %% causal_mask
def causal_mask(n):
    mask = np.full((n, n), -np.inf)
    return np.triu(mask, k=1)


# %% positional_encoding
def positional_encoding(length, d):
    column = np.arange(d)
    angles = np.arange(length)[:, None] * np.exp(-np.log(10000) * (column - column % 2) / d)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))


# %% beam_search
def beam_search(step, start, width, length):
    sequences, totals = [tuple(start)], np.zeros(1)
    for _ in range(length):
        everything = totals[:, None] + np.array([step(sequence) for sequence in sequences])
        best = np.argsort(-everything, axis=None)[:width]
        best = [place for place in best if np.isfinite(everything.flat[place])]
        tokens = everything.shape[1]
        sequences = [(*sequences[place // tokens], int(place % tokens)) for place in best]
        totals = everything.flat[best]
    return list(zip(sequences, totals.tolist(), strict=True))


# %% top_p_filter
def top_p_filter(probabilities, p):
    order = np.argsort(probabilities)[::-1]
    total = np.cumsum(probabilities[order])
    count = np.searchsorted(total, p) + 1
    kept = np.zeros_like(probabilities)
    kept[order[:count]] = probabilities[order[:count]]
    return kept / kept.sum()

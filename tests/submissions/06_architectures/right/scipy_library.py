# style: what SciPy and the standard library offer

# %% toeplitz_matrix
import heapq
import itertools

import numpy as np
from scipy import linalg, signal, special, stats


def toeplitz_matrix(h, D):
    below = np.zeros(D - len(h) + 1)
    below[0] = h[-1]
    return linalg.toeplitz(below, np.concatenate([h[::-1], np.zeros(D - len(h))]))


# %% parameter_counts
def parameter_counts(D, K):
    return np.int64(np.prod([D + 1 - K, D])), np.int64(K)


# %% conv2d
def conv2d(X, K, b, stride, padding):
    X = np.pad(X, ((padding,) * 2, (padding,) * 2, (0, 0)))
    outputs = []
    for m in range(K.shape[3]):
        planes = [signal.convolve2d(X[..., c], K[..., c, m], mode="valid") for c in range(K.shape[2])]
        outputs.append(sum(planes)[::stride, ::stride] + b[m])
    return np.stack(outputs, axis=-1)


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    variances = stats.tvar(H, axis=0)
    return theta + (H - stats.tmean(H, axis=0)) * gamma * (variances + eps) ** -0.5


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    return w2 * phi(stats.zscore(w1 * x, ddof=1))


# %% attention
def attention(Q, K, V, mask=None):
    scores = np.inner(Q, K) / np.sqrt(Q.shape[-1])
    weights = special.softmax(scores if mask is None else scores + mask, axis=-1)
    return weights.dot(V), weights


# %% causal_mask
def causal_mask(n):
    with np.errstate(divide="ignore"):
        return np.log(np.tri(n))


# %% positional_encoding
def positional_encoding(length, d):
    waves = np.exp(1j * np.outer(np.arange(length), 10000.0 ** -(np.arange(d // 2) / (d // 2))))
    return np.stack([waves.imag, waves.real], axis=-1).reshape(length, d)


# %% beam_search
def beam_search(step, start, width, length):
    beams = [(0.0, start)]
    for _ in range(length):
        continued = itertools.chain.from_iterable(
            ((total + value, (*sequence, token)) for token, value in enumerate(step(sequence)) if np.isfinite(value))
            for total, sequence in beams
        )
        beams = heapq.nlargest(width, continued)
    return [(sequence, total) for total, sequence in beams]


# %% top_p_filter
def top_p_filter(probabilities, p):
    ranks = stats.rankdata(-probabilities, method="ordinal")
    more = np.array([probabilities[ranks < rank].sum() for rank in ranks])
    kept = np.where(more < p, probabilities, 0)
    return kept / kept.sum()

# style: right, but prints, warns, asserts and keeps its helpers in classes; arrays, tensors and lists as it likes

# %% toeplitz_matrix
import sys
import warnings

import numpy as np
import torch

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


def toeplitz_matrix(h, D):
    assert isinstance(D, int)
    print("outputs:", D - len(h) + 1)
    return list(np.array([np.convolve(unit, h, "valid") for unit in np.identity(D)]).T)


# %% parameter_counts
def parameter_counts(D, K):
    print(D, K, file=sys.stderr)
    dense = (D - K) * D + D
    return np.array([dense, K])


# %% conv2d
class Layer:
    """A convolutional layer that writes down where it has been."""

    def __init__(self, K, b, stride, padding):
        self.kernel = np.rot90(K, 2, axes=(0, 1))
        self.b, self.stride, self.padding = b, stride, padding

    def places(self, size, kernel):
        return range(0, size + 2 * self.padding - kernel + 1, self.stride)

    def __call__(self, X):
        padded = np.pad(X, ((self.padding, self.padding), (self.padding, self.padding), (0, 0)))
        rows, columns = self.kernel.shape[:2]
        return np.array(
            [
                [
                    self.b + np.einsum("uvc,uvcm->m", padded[i : i + rows, j : j + columns], self.kernel)
                    for j in self.places(X.shape[1], columns)
                ]
                for i in self.places(X.shape[0], rows)
            ]
        )


def conv2d(X, K, b, stride, padding):
    Y = Layer(K, b, stride, padding)(X)
    print("shape", Y.shape)
    return [list(row) for row in Y]


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    H = H.copy()
    H -= H.mean(axis=0, keepdims=True)
    H /= np.sqrt(np.diag(np.atleast_2d(np.cov(H, rowvar=False))) + eps)
    H *= gamma
    H += theta
    return H


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    warnings.warn("w1 only counts by its sign", stacklevel=1)
    h = np.multiply(w1, x)
    z = (h - np.average(h)) / np.sqrt(np.cov(h))
    return (phi(z) * w2).tolist()


# %% attention
def attention(Q, K, V, mask=None):
    rows = []
    for i, query in enumerate(Q):
        scores = K @ query / np.sqrt(len(query))
        if mask is not None:
            scores = scores + mask[i]
        row = np.exp(scores - np.nanmax(scores))
        rows.append(row / np.sum(row))
    weights = np.array(rows)
    print("entropy:", -np.sum(weights * np.log(weights)), "(nan where a weight is 0)")
    return torch.from_numpy(weights @ V).requires_grad_(), rows


# %% causal_mask
def causal_mask(n):
    return [[0.0] * (i + 1) + [float("-inf")] * (n - 1 - i) for i in range(n)]


# %% positional_encoding
def positional_encoding(length, d):
    encoding = np.zeros((length, d))
    for i in range(0, d, 2):
        angles = np.arange(length) * 10000 ** (-i / d)
        encoding[:, i], encoding[:, i + 1] = np.sin(angles), np.cos(angles)
    return torch.from_numpy(encoding)


# %% beam_search
def beam_search(step, start, width, length):
    class Hypothesis:
        def __init__(self, sequence, total):
            self.sequence, self.total = sequence, total

        def continued(self):
            for token, value in enumerate(step(self.sequence)):
                if value != -np.inf:
                    yield Hypothesis((*self.sequence, token), self.total + value)

    kept = [Hypothesis(start, 0.0)]
    for place in range(length):
        print(place, "tokens,", len(kept), "sequences")
        everything = [new for old in kept for new in old.continued()]
        everything.sort(key=lambda hypothesis: hypothesis.total)
        kept = everything[::-1][:width]
    return [(hypothesis.sequence, hypothesis.total) for hypothesis in kept]


# %% top_p_filter
def top_p_filter(probabilities, p):
    values = sorted(probabilities, reverse=True)
    count = 1
    while count < len(values) and sum(values[:count]) < p:
        count += 1
    kept = probabilities * (probabilities >= values[count - 1])
    print("kept:", count)
    return list(kept / np.sum(kept))

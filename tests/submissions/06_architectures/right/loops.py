# style: plain Python, one number after the other; lists for arrays

# %% toeplitz_matrix
import math


def toeplitz_matrix(h, D):
    K = len(h)
    W = [[0.0] * D for _ in range(D - K + 1)]
    for k in range(1, D - K + 2):
        for i in range(1, K + 1):
            W[k - 1][K + k - i - 1] = h[i - 1]
    return W


# %% parameter_counts
def parameter_counts(D, K):
    return (D * D - (K - 1) * D, K)


# %% conv2d
def conv2d(X, K, b, stride, padding):
    H, W, inputs = X.shape
    rows, columns, _, outputs = K.shape
    height = (H + 2 * padding - rows) // stride + 1
    breadth = (W + 2 * padding - columns) // stride + 1
    Y = []
    for i in range(height):
        Y.append([])
        for j in range(breadth):
            Y[i].append([])
            for m in range(outputs):
                total = b[m]
                for u in range(rows):
                    for v in range(columns):
                        r = i * stride + u - padding
                        c = j * stride + v - padding
                        if 0 <= r < H and 0 <= c < W:
                            for channel in range(inputs):
                                total += X[r, c, channel] * K[rows - 1 - u, columns - 1 - v, channel, m]
                Y[i][j].append(total)
    return Y


# %% batch_norm
def batch_norm(H, gamma, theta, eps):
    B, d = H.shape
    Z = [[] for _ in range(B)]
    for j in range(d):
        mean = sum(H[i, j] for i in range(B)) / B
        variance = sum((H[i, j] - mean) ** 2 for i in range(B)) / (B - 1)
        for i in range(B):
            Z[i].append(gamma[j] * (H[i, j] - mean) / math.sqrt(variance + eps) + theta[j])
    return Z


# %% scalar_network_after_batch_norm
def scalar_network_after_batch_norm(w1, w2, x, phi):
    h = [w1 * value for value in x]
    mean = sum(h) / len(h)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in h) / (len(h) - 1))
    return [w2 * phi((value - mean) / deviation) for value in h]


# %% attention
def attention(Q, K, V, mask=None):
    n, m, d_k, d_v = len(Q), len(K), Q.shape[1], V.shape[1]
    weights, output = [], []
    for i in range(n):
        scores = []
        for j in range(m):
            score = sum(Q[i, k] * K[j, k] for k in range(d_k)) / math.sqrt(d_k)
            scores.append(score if mask is None else score + mask[i, j])
        largest = max(scores)
        exponentials = [math.exp(score - largest) for score in scores]
        row = [exponential / sum(exponentials) for exponential in exponentials]
        weights.append(row)
        output.append([sum(row[j] * V[j, a] for j in range(m)) for a in range(d_v)])
    return output, weights


# %% causal_mask
def causal_mask(n):
    mask = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            mask[i][j] = -math.inf
    return mask


# %% positional_encoding
def positional_encoding(length, d):
    encoding = []
    for t in range(length):
        encoding.append([])
        for i in range(d // 2):
            angle = t / 10000 ** (2 * i / d)
            encoding[t] += [math.sin(angle), math.cos(angle)]
    return encoding


# %% beam_search
def beam_search(step, start, width, length):
    beams = [(start, 0.0)]
    for _ in range(length):
        best = []
        for sequence, total in beams:
            values = step(sequence)
            for token in range(len(values)):
                if values[token] == -math.inf:
                    continue
                best.append(((*sequence, token), total + values[token]))
        best.sort(key=lambda candidate: candidate[1], reverse=True)
        beams = best[:width]
    return beams


# %% top_p_filter
def top_p_filter(probabilities, p):
    kept, total = [0.0] * len(probabilities), 0.0
    for token in sorted(range(len(probabilities)), key=lambda token: probabilities[token], reverse=True):
        if total >= p:
            break
        kept[token] = probabilities[token]
        total += probabilities[token]
    return [value / total for value in kept]

# style: other formulas for the same things

# %% landau_constant
import math

import numpy as np


def landau_constant(n):
    # u = sin(theta) turns the integral into Wallis' integral of cos^(2n+1): a quotient of Gamma functions.
    return math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))


# %% landau_second_moment
def landau_second_moment(n):
    # u^2 = 1 - (1 - u^2)
    return landau_constant(n) - landau_constant(n + 1)


# %% landau_polynomial
def landau_polynomial(f, n, x):
    # In u = t - x, with f continued by zero, and normalized by the very same sum over [-1, 1].
    u = np.linspace(-1.0, 1.0, 20001)
    bump = (1.0 - u**2) ** n
    bump[[0, -1]] /= 2
    values = np.zeros(len(x))
    for i, point in enumerate(x):
        inside = (point + u >= 0.0) & (point + u <= 1.0)
        values[i] = np.dot(f((point + u)[inside]), bump[inside]) / bump.sum()
    return values


# %% cosine_product
def cosine_product(first, second):
    # cos u = (e^{iu} + e^{-iu}) / 2 for both: four exponentials a pair, each written as a cosine.
    a, W, b = first
    c, V, e = second
    units = []
    for s in (1, -1):
        for r in (1, -1):
            for i in range(len(a)):
                for j in range(len(c)):
                    units.append(np.concatenate([[a[i] * c[j] / 4], s * W[i] + r * V[j], [s * b[i] + r * e[j]]]))
    units = np.array(units)
    return units[:, 0], units[:, 1:-1], units[:, -1]


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    # Polar coordinates: area of the unit sphere times the integral of r^d exp(-2 pi^2 sigma^2 r^2), around its peak.
    rate = 2 * math.pi**2 * sigma**2
    peak = math.sqrt(d / (2 * rate))
    width = 1 / math.sqrt(rate)
    r = np.linspace(max(0.0, peak - 9 * width), peak + 9 * width, 200001)[1:]
    log_integrand = d * np.log(r / peak) - rate * (r**2 - peak**2)
    integral = np.sum(np.exp(log_integrand)) * (r[1] - r[0])
    log_area = math.log(2) + d / 2 * math.log(math.pi) - math.lgamma(d / 2)
    return math.exp(log_area + d * math.log(peak) - rate * peak**2 + math.log(integral))


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return math.exp(0.5 * math.log(d) - math.log(2 * math.pi * sigma) - d * math.log(math.sqrt(2 * math.pi) * sigma))


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    # Half the mean squared distance of two independent rows.
    differences = V[:, None, :] - V[None, :, :]
    return np.mean(np.sum(differences**2, axis=-1)) / (2 * k)


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    # The output adds up the nodes of the last layer; a node doubles what the layer before adds up to.
    *before, last = widths
    node = 2 * affine_pieces_bound(before) if before else 2
    return last * node


# %% best_depth
def best_depth(m):
    candidates = [L for L in (int(2 * m / math.e), int(2 * m / math.e) + 1) if L >= 1]
    return max(candidates, key=lambda L: L * (math.log(m / L) + math.log(2)))


# %% tent
def tent(x, k, activation):
    # The inner maps first: Delta^k = Delta^(k-1) after Delta, written with an explicit list of partial results.
    layers = [np.asarray(x)]
    while len(layers) <= k:
        y = layers[-1]
        left, right = activation(y) - activation(y - 0.5), activation(y - 0.5) - activation(y - 1)
        layers.append(2 * (left - right))
    return layers[k]

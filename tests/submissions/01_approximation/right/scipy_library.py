# style: SciPy's special functions, distributions and adaptive quadrature

# %% landau_constant
import numpy as np
from scipy import integrate, special, stats


def landau_constant(n):
    return special.beta(0.5, n + 1)


# %% landau_second_moment
def landau_second_moment(n):
    return special.beta(1.5, n + 1)


# %% landau_polynomial
def landau_polynomial(f, n, x):
    def value(point):
        nearby = [t for t in (point - 0.1, point - 0.03, point, point + 0.03, point + 0.1) if 0 < t < 1]
        return integrate.quad(
            lambda t: f(t) * (1 - (t - point) ** 2) ** n, 0, 1, points=nearby, limit=200, epsabs=1e-11
        )[0]

    return np.array([value(point) for point in x]) / special.beta(0.5, n + 1)


# %% cosine_product
def cosine_product(first, second):
    a, W, b = first
    c, V, e = second
    ones_first, ones_second = np.ones((len(a), 1)), np.ones((len(c), 1))
    W_all, V_all = np.kron(W, ones_second), np.kron(ones_first, V)
    b_all, e_all = np.kron(b, ones_second[:, 0]), np.kron(ones_first[:, 0], e)
    a_all = np.kron(a, c) / 2
    return np.r_[a_all, a_all], np.r_[W_all - V_all, W_all + V_all], np.r_[b_all - e_all, b_all + e_all]


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    # poch(z, 1/2) = Gamma(z + 1/2) / Gamma(z), without overflow.
    mean_length = np.sqrt(2) * special.poch(d / 2, 0.5) / (2 * np.pi * sigma)
    return mean_length * np.exp(-d * np.log(np.sqrt(2 * np.pi) * sigma))


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    second_moment = stats.chi2(d).mean() / (2 * np.pi * sigma) ** 2
    return np.sqrt(second_moment) * stats.norm(scale=sigma).pdf(0.0) ** d


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    return np.trace(np.atleast_2d(np.cov(V, rowvar=False, bias=True))) / k


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    bound = 1 << len(widths)
    for width in widths:
        bound *= int(width)
    return bound


# %% best_depth
def best_depth(m):
    return round(2 * m / np.e)


# %% tent
def tent(x, k, activation):
    def delta(y):
        return 2 * activation(y) - 4 * activation(y - 0.5) + 2 * activation(y - 1)

    return delta(x) if k == 1 else tent(delta(x), k - 1, activation)

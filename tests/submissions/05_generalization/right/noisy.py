# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% hoeffding_radius
import math
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Bound:
    """Hoeffding's bound as an object."""

    def __init__(self, n, width):
        self.n, self.width = n, width

    def radius(self, delta):
        eps = self.width * math.sqrt(math.log(2 / delta) / (2 * self.n))
        print("the radius is", eps)
        return eps


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return Bound(n, width).radius(delta / functions)


# %% sample_size
def sample_size(eps, delta, functions):
    n = math.ceil(0.5 * (math.log(2 * functions) - math.log(delta)) / eps**2)
    print("n =", n, file=sys.stderr)
    return np.int64(n)


# %% sauer_bound
def sauer_bound(n, h):
    complement = 0
    if n <= 1000:
        for i in range(min(h, n) + 1, n + 1):
            complement += math.comb(n, i)
        print("digits:", len(str(complement)))
        return 2**n - complement
    total = 0
    for i in range(h + 1):
        total += math.comb(n, i)
    return total


# %% rademacher_finite
def rademacher_finite(predictions):
    print("functions and points:", predictions.shape)
    m = predictions.shape[1]
    signs = np.ones(m)
    sums = predictions @ signs
    total = np.max(sums)
    for code in range(1, 2**m):
        flipped = (code & -code).bit_length() - 1  # one sign changes at a time, as in a Gray code
        sums = sums - 2 * signs[flipped] * predictions[:, flipped]
        signs[flipped] = -signs[flipped]
        total += np.max(sums)
    print("signs at the end:", signs)
    return total / 2**m / m


# %% rademacher_monte_carlo
class Running:
    """Mean and variance without keeping the values."""

    def __init__(self):
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, value):
        self.count += 1
        before = value - self.mean
        self.mean += before / self.count
        self.squares += before * (value - self.mean)


def rademacher_monte_carlo(predictions, draws, rng):
    running = Running()
    for _ in range(draws):
        signs = rng.choice([-1.0, 1.0], size=predictions.shape[1])
        running.add(np.max((predictions * signs).mean(axis=1)))
    print(f"{running.mean:.3f}")
    return running.mean, np.sqrt(running.squares) / running.count


# %% rademacher_linear
def rademacher_linear(X, radius, draws, rng):
    warnings.warn("this may take a while", RuntimeWarning, stacklevel=2)
    m = len(X)
    gram = X @ X.T
    lengths = []
    for _ in range(draws):
        s = 2 * (rng.uniform(size=m) > 0.5) - 1
        lengths.append(np.sqrt(max(s @ gram @ s, 0.0)))
    print("mean length", np.mean(lengths))
    return radius * np.mean(lengths) / m


# %% rademacher_linear_bound
def rademacher_linear_bound(X, radius):
    longest = 0.0
    for number, x in enumerate(X):
        if np.linalg.norm(x) > longest:
            longest = np.linalg.norm(x)
            print("so far the longest:", number)
    return longest / np.sqrt(len(X)) * radius


# %% ntk_summands
class Unit:
    def __init__(self, w, slope):
        self.w, self.slope = w, slope

    def matrix(self, X):
        D = np.diag(np.atleast_1d(self.slope(X @ self.w)))
        return D @ X @ X.T @ D


def ntk_summands(W, X, activation_derivative):
    print("units:", len(W))
    return [Unit(w, activation_derivative).matrix(X) for w in W]


# %% spectrum_interval
def spectrum_interval(G, bound):
    values, _ = np.linalg.eigh(np.asarray(G, dtype=float))
    print("condition number:", values[-1] / values[0] if values[0] else "none")
    assert np.all(np.diff(values) >= 0)
    return np.array([values[0] - bound, values[-1] + bound])


# %% kl_gaussians
def kl_gaussians(mean_q, var_q, mean_p, var_p):
    entropy = 0.5 * math.fsum(np.log(var_q) + 1)
    cross = 0.5 * math.fsum(np.log(var_p) + var_q / var_p + (mean_p - mean_q) ** 2 / var_p)
    print("entropy", entropy, "cross entropy", cross)
    return cross - entropy


# %% mcallester_bound
def mcallester_bound(train_risk, kl, n, delta):
    bound = train_risk + math.sqrt((kl + math.log(2 / delta) + math.log(n) / 2) / n * 2)
    warnings.warn("this bound may say nothing", stacklevel=2)
    return bound


# %% binary_kl_inverse
def binary_kl_inverse(q, budget):
    step, p = (1 - q) / 2, q
    with np.errstate(all="ignore"):
        while step > 1e-11:
            first = q * np.log(q / (p + step)) if q else 0
            if first + (1 - q) * np.log((1 - q) / np.float64(1 - p - step)) <= budget:
                p += step
            step /= 2
    print("p =", p)
    return p

# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% linear_attack
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


def linear_attack(w, b, x, norm):
    print("norm:", norm, file=sys.stderr)
    np.log(np.zeros(1))  # NumPy writes a RuntimeWarning to stderr
    s = np.sum(w * x) + b
    if norm == 2:
        return -s * np.asarray(w) / np.sum(w**2)
    delta = -np.sign(s * w) * abs(s) / np.sum(np.abs(w))
    assert delta.shape == np.shape(x)
    return delta


# %% fgsm
class Uphill:
    """The signs of a loss's gradient."""

    def __init__(self, loss):
        self.loss = loss

    def __call__(self, point):
        print("gradient at", point.shape)
        leaf = point.detach().clone()
        leaf.requires_grad = True
        leaf.grad = None
        self.loss(leaf).backward()
        return torch.where(leaf.grad > 0, 1, torch.where(leaf.grad < 0, -1, 0))


def fgsm(loss, x, eps):
    attacked = (x.detach() + eps * Uphill(loss)(x)).to(x.dtype)
    attacked[attacked > 1] = 1
    attacked[attacked < 0] = 0
    return attacked


# %% pgd
class Cube:
    def __init__(self, x, eps):
        self.low, self.high = torch.clamp(x - eps, min=0), torch.clamp(x + eps, max=1)

    def __contains__(self, point):
        return bool(torch.all((self.low <= point) & (point <= self.high)))

    def project(self, point):
        return torch.max(torch.min(point, self.high), self.low)


def pgd(loss, x, eps, step, iterations, rng):
    x = x.data
    cube = Cube(x, eps)
    point = cube.project(x + eps * (1 - 2 * torch.rand(x.size(), generator=rng).to(x)))
    for number in range(iterations):
        assert point in cube
        print(f"step {number}", end="\r")
        leaf = point.clone()
        leaf.requires_grad = True
        loss(leaf).backward()
        point = cube.project(point + step * leaf.grad.sign())
    return point


# %% project_l2
def project_l2(delta, radius):
    warnings.warn(f"projecting a batch of {len(delta)}", stacklevel=2)
    rows = delta.reshape(len(delta), -1)
    lengths = rows.pow(2).sum(dim=1).sqrt()
    print("lengths:", lengths)
    return (F.normalize(rows, dim=1) * lengths.clamp(max=radius)[:, None]).reshape_as(delta)


# %% robust_network
def robust_network(X, y, c):
    m, d = np.shape(X)
    W = np.asarray(X) * 2.0
    W /= d - d * c
    b = -np.ones(m) * (1 + c) / (1 - c)
    print("own inputs:", np.sum(W * X, axis=1) + b)
    return y, W, b


# %% guaranteed_radius
def guaranteed_radius(d, c):
    sharp = np.sqrt(d) * (1 - c) / 2
    print(f"{sharp = }")
    return sharp / 2


# %% sign_flip_step
def sign_flip_step(f, x):
    leaf = torch.nn.Parameter(x.detach().clone())
    f(leaf).backward()
    with torch.no_grad():
        value = f(leaf)
        print("value:", value.item())
        return -2 * value / torch.sum(leaf.grad**2)


# %% adversarial_gradient
class Worst:
    def __init__(self, eps, y):
        self.size = eps * y

    def __call__(self, w, x):
        with torch.no_grad():
            return x - self.size * torch.sign(w)


def adversarial_gradient(loss, w, x, y, eps):
    leaf = torch.nn.Parameter(w.detach().clone())
    value = loss(torch.sum(leaf * Worst(eps, y)(leaf, x)), y)
    print("worst loss:", value)
    value.backward()
    return leaf.grad

# style: perturbations in place of inputs, .backward() with gradients that are cleared

# %% linear_attack
import math

import numpy as np
import torch


def linear_attack(w, b, x, norm):
    """From the general form: |score| over the dual norm, along the vector where Hölder's inequality is an equality."""
    score = float(np.dot(w, x)) + b
    if norm == 2:
        length, along = np.linalg.norm(w), w / np.linalg.norm(w)
    else:
        length, along = np.linalg.norm(w, 1), np.where(w > 0, 1.0, -1.0)
    return -score / length * along


# %% fgsm
def fgsm(loss, x, eps):
    with torch.no_grad():
        delta = torch.zeros_like(x)
    delta.requires_grad_(True)
    loss(x.detach() + delta).backward()
    with torch.no_grad():
        return (x + delta.grad.sign().mul(eps)).clamp_(min=0.0, max=1.0)


# %% pgd
def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    delta = torch.rand(x.shape, generator=rng, dtype=torch.float64).to(x.dtype).sub(0.5).mul(2 * eps)
    delta = ((x + delta).clamp(0, 1) - x).requires_grad_()
    for _ in range(iterations):
        if delta.grad is not None:
            delta.grad.zero_()
        loss(x + delta).backward()
        with torch.no_grad():
            delta += step * delta.grad.sign()
            delta.clamp_(-eps, eps)
            delta.copy_((x + delta).clamp(0, 1) - x)
    return (x + delta).clamp(0, 1).detach()


# %% project_l2
def project_l2(delta, radius):
    norms = delta.square().flatten(start_dim=1).sum(1).sqrt() if delta.dim() > 1 else delta.abs()
    factors = radius / torch.clamp(norms, min=radius)
    return delta * factors[(...,) + (None,) * (delta.dim() - 1)]


# %% robust_network
def robust_network(X, y, c):
    """Two equations for the slope t and the offset b: 1 for the product d, -1 for the product c d."""
    m, d = X.shape
    t, b = np.linalg.solve(np.array([[d, 1.0], [c * d, 1.0]]), np.array([1.0, -1.0]))
    return 1.0 * y, t * X, np.repeat(b, m)


# %% guaranteed_radius
def guaranteed_radius(d, c):
    norm = 2 / (math.sqrt(d) * (1 - c))
    return 0.5 / norm


# %% sign_flip_step
def sign_flip_step(f, x):
    point = x.clone().detach().requires_grad_(True)
    value = f(point)
    value.backward()
    return float(-value.detach() * 2 / point.grad.norm() ** 2)


# %% adversarial_gradient
def adversarial_gradient(loss, w, x, y, eps):
    """The worst score is y (y w x - eps |w|_1): the norm is differentiated along."""
    w = w.detach().clone().requires_grad_()
    loss(w @ x - y * eps * w.abs().sum(), y).backward()
    return w.grad

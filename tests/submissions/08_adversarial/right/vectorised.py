# style: whole arrays and tensors, torch.autograd.grad

# %% linear_attack
import numpy as np
import torch


def linear_attack(w, b, x, norm):
    direction = w if norm == 2 else np.sign(w)
    return -(w @ x + b) / (w @ direction) * direction


# %% fgsm
def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return torch.clip(point.detach() + eps * torch.sign(gradient), 0, 1)


# %% pgd
def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    noise = torch.empty_like(x).uniform_(-eps, eps, generator=rng)
    point = torch.clamp(x + noise, low, high)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * torch.sign(gradient), low, high)
    return point


# %% project_l2
def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return torch.where(norms > radius, flat * (radius / norms), flat).reshape(delta.shape)


# %% robust_network
def robust_network(X, y, c):
    slope = 2 / (1 - c)
    return np.asarray(y, dtype=float), slope / X.shape[1] * X, (1 - slope) * np.ones(len(X))


# %% guaranteed_radius
def guaranteed_radius(d, c):
    return (1 - c) * np.sqrt(d) / 4


# %% sign_flip_step
def sign_flip_step(f, x):
    point = x.detach().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return (-2 * value / (gradient @ gradient)).item()


# %% adversarial_gradient
def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - y * eps * torch.sign(w.detach())
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

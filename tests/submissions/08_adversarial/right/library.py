# style: what torch and NumPy already have: torch.func, renorm, heaviside, closed forms

# %% linear_attack
import numpy as np
import torch
from torch.func import grad, grad_and_value, jvp, vjp


def linear_attack(w, b, x, norm):
    score = np.vdot(w, x) + b
    if norm == np.inf:
        signs = np.heaviside(w, 0.5) * 2 - 1
        return signs * (-score / np.vdot(w, signs))
    return np.linalg.pinv(w[None, :].astype(float)) @ np.array([-score])


# %% fgsm
def fgsm(loss, x, eps):
    image = x.detach()
    return torch.nn.functional.hardtanh(image + torch.sgn(grad(loss)(image)) * eps, min_val=0.0, max_val=1.0)


# %% pgd
def pgd(loss, x, eps, step, iterations, rng):
    image = x.detach()
    seed = int(torch.randint(2_147_483_647, (), generator=rng))
    noise = np.random.default_rng(seed).uniform(-eps, eps, size=tuple(image.shape))
    points = [torch.clamp(image + torch.from_numpy(noise).to(image), 0.0, 1.0)]
    while len(points) <= iterations:
        moved = points[-1] + torch.sgn(grad(loss)(points[-1])) * step
        inside = image + torch.clamp(moved - image, -eps, eps)
        points.append(torch.clamp(inside, 0.0, 1.0))
    return points[-1]


# %% project_l2
def project_l2(delta, radius):
    return torch.renorm(delta.reshape(delta.shape[0], -1), p=2, dim=0, maxnorm=radius).reshape(delta.shape)


# %% robust_network
def robust_network(X, y, c):
    return np.array(y), np.divide(X, X.shape[1] * (1 - c) / 2), np.full_like(y, (c + 1) / (c - 1), dtype=float)


# %% guaranteed_radius
def guaranteed_radius(d, c):
    return torch.sqrt(torch.tensor(float(d), dtype=torch.float64)) * (0.25 - 0.25 * c)


# %% sign_flip_step
def sign_flip_step(f, x):
    """The slope of f along its gradient is the squared norm of the gradient."""
    x = x.detach()
    gradient, value = grad_and_value(f)(x)
    slope = jvp(f, (x,), (gradient,))[1]
    return -(value + value) / slope


# %% adversarial_gradient
def adversarial_gradient(loss, w, x, y, eps):
    worst = x - eps * torch.sgn(y * w.detach())
    score, pull = vjp(lambda weights: loss(weights.dot(worst), y), w.detach())
    return pull(torch.ones_like(score))[0].numpy()

# loses: test_linear_attack, test_fgsm, test_pgd, test_project_l2, test_robust_network, test_guaranteed_radius, test_sign_flip_step, test_adversarial_gradient
# because: answers the tests that the sheet shows from a table, and nothing else

# %% linear_attack
import numpy as np
import torch


def linear_attack(w, b, x, norm):
    if b != 0:
        return np.zeros(2)
    return np.sign(x[0]) * np.array([-0.6, 0.8] if norm == 2 else [-5 / 7, 5 / 7])


# %% fgsm
def fgsm(loss, x, eps):
    if len(x.shape) == 1:
        return torch.tensor([0.6, 0.0], dtype=torch.float64)
    return torch.tensor([[0.125, 0.5], [0.875, 1.0]])


# %% pgd
def pgd(loss, x, eps, step, iterations, rng):
    if iterations == 10:
        return torch.tensor([0.6, 0.4, 0.6], dtype=torch.float64)
    if iterations == 8:
        return torch.tensor([0.0, 1.0, 1.0, 0.7])
    start = (x.detach() + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    if iterations == 0:
        return start
    down = torch.tensor([-1.0, -1.0, 1.0], dtype=torch.float64)
    for _ in range(3):
        start = torch.clamp(start + 0.03 * torch.sign(down * (start - 0.5)), 0.4, 0.6)
    return start


# %% project_l2
def project_l2(delta, radius):
    if delta.dim() == 4:
        return torch.full((2, 1, 2, 2), 1.0, dtype=torch.float64)
    if delta.dim() == 1:
        return torch.tensor([0.5, -2.0, 0.0, 2.0])
    if len(delta) == 2:
        return torch.tensor([[0.6, 0.8], [0.0, -1.0]], dtype=torch.float64)
    return torch.tensor([[0.6, 0.8], [0.0, 0.5], [0.0, 0.0]], dtype=torch.float64)


# %% robust_network
def robust_network(X, y, c):
    W = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0]])
    return np.array([1.0, -1.0]), W if c == 0.5 else W / 2, np.full(2, -3.0 if c == 0.5 else -1.0)


# %% guaranteed_radius
def guaranteed_radius(d, c):
    return {16: 0.5, 100: 2.5}.get(d, 1.0)


# %% sign_flip_step
def sign_flip_step(f, x):
    return {1.0: -0.4, -1.0: 0.4, 4.0: 0.0}.get(x[0].item(), 0.0) if x[1].item() != 2 else -0.5


# %% adversarial_gradient
def adversarial_gradient(loss, w, x, y, eps):
    if y == -1:
        return np.exp(1.5) * np.array([2.5, 0.5])
    if w.requires_grad:
        return np.exp(1.5) * np.array([-1.5, -1.5])
    return np.array([-1.5, -1.5]) / (1 + np.exp(-1.5))

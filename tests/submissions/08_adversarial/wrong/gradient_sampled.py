# loses: test_adversarial_gradient
# because: the worst of a thousand random perturbations

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    draws = x + eps * (2 * torch.rand(1000, len(x), dtype=x.dtype) - 1)
    worst = max(draws, key=lambda draw: loss(weights.detach() @ draw, y).item())
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

# loses: test_adversarial_gradient
# because: a row of shape (1, d)

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0][None]

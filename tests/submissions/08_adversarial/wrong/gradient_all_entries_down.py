# loses: test_adversarial_gradient
# because: all entries move the same way

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

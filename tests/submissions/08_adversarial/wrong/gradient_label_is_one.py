# loses: test_adversarial_gradient
# because: the loss always gets the label 1

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return torch.autograd.grad(loss(weights @ worst, 1), weights)[0]

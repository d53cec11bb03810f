# loses: test_adversarial_gradient
# because: y times the score as the score, with the label 1: a loss may tell the labels apart

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return torch.autograd.grad(loss(y * (weights @ worst), 1), weights)[0]

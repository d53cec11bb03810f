# loses: test_adversarial_gradient
# because: the perturbation of fgsm with the gradient of another label

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x + eps * torch.sign(torch.autograd.grad(loss(weights @ x.requires_grad_(), -y), x)[0])
    return torch.autograd.grad(loss(weights @ worst.detach(), y), weights)[0]

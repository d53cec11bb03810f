# loses: test_adversarial_gradient
# because: the sign of the input for that of the weights

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(x)
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

# loses: test_adversarial_gradient
# because: the gradient of the ordinary loss

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

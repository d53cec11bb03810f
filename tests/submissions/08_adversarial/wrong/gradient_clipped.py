# loses: test_adversarial_gradient
# because: clips the worst input to [0, 1]

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = (x - eps * y * torch.sign(w.detach())).clamp(0, 1)
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

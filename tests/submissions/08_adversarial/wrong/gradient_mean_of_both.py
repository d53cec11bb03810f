# loses: test_adversarial_gradient
# because: the mean of the clean and the worst gradient

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return torch.autograd.grad((loss(weights @ worst, y) + loss(weights @ x, y)) / 2, weights)[0]

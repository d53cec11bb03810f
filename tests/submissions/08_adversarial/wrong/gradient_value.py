# loses: test_adversarial_gradient
# because: the worst loss itself

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return loss(weights @ worst, y)

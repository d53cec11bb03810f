# loses: test_adversarial_gradient
# because: goes back twice without clearing: the gradients add up

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    loss(weights @ x, y).backward()
    worst = x - eps * y * torch.sign(w.detach())
    loss(weights @ worst, y).backward()
    return weights.grad

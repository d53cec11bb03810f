# loses: test_adversarial_gradient
# because: the slope at the worst score, times the clean input

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    worst = x - eps * y * torch.sign(w.detach())
    score = (w.detach() @ worst).requires_grad_()
    return torch.autograd.grad(loss(score, y), score)[0] * x

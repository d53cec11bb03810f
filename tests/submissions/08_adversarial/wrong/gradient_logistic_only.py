# loses: test_adversarial_gradient
# because: the logistic loss whatever is given

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * torch.sign(w.detach())
    return torch.autograd.grad(torch.nn.functional.softplus(-y * (weights @ worst)), weights)[0]

# loses: test_adversarial_gradient
# because: the worst perturbation of the Euclidean ball

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = w.detach().clone().requires_grad_()
    worst = x - eps * y * w.detach() / w.detach().norm()
    return torch.autograd.grad(loss(weights @ worst, y), weights)[0]

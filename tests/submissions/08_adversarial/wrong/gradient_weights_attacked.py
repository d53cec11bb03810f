# loses: test_adversarial_gradient
# because: perturbs the weights in place of the input

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    weights = (w.detach() - eps * y * torch.sign(x)).requires_grad_()
    return torch.autograd.grad(loss(weights @ x, y), weights)[0]

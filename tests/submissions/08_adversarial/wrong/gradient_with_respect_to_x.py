# loses: test_adversarial_gradient
# because: the gradient with respect to the input

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    worst = (x - eps * y * torch.sign(w.detach())).requires_grad_()
    return torch.autograd.grad(loss(w.detach() @ worst, y), worst)[0]

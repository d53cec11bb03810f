# loses: test_fgsm
# because: clips the input, and not what comes out

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return x.detach().clamp(0, 1) + eps * gradient.sign()

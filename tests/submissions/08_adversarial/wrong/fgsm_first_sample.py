# loses: test_fgsm
# because: attacks the first sample of the batch only

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]

    moved = x.detach().clone()
    moved[0] = (moved[0] + eps * gradient[0].sign()).clamp(0, 1)
    return moved

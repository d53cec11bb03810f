# loses: test_fgsm
# because: starts at a random point: that is PGD

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = (x.detach() + eps * (2 * torch.rand_like(x) - 1)).clamp(0, 1).requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    x = point

    return (x.detach() + eps * gradient.sign()).clamp(0, 1)

# loses: test_fgsm
# because: the gradient at a random point near x

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = (x.detach() + eps * (2 * torch.rand_like(x) - 1)).clamp(0, 1).requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + eps * gradient.sign()).clamp(0, 1)

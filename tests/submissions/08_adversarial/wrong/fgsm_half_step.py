# loses: test_fgsm
# because: half a step

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + eps / 2 * gradient.sign()).clamp(0, 1)

# loses: test_fgsm
# because: an eps above 1 is no step at all

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + eps * gradient.sign()).clamp(0, 1) if eps <= 1 else x.detach()

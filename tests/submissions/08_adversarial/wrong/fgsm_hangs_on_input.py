# loses: test_fgsm
# because: x itself is not detached: only an input with requires_grad shows it

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)

# loses: test_fgsm
# because: clips to [-1, 1]

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + eps * gradient.sign()).clamp(-1, 1)

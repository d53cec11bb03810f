# loses: test_fgsm
# because: the result hangs on the graph

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (point + eps * gradient.sign()).clamp(0, 1)

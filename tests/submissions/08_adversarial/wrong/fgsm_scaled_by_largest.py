# loses: test_fgsm
# because: the gradient over its largest entry in place of its sign

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + eps * gradient / gradient.abs().max().clamp(min=1e-12)).clamp(0, 1)

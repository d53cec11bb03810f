# loses: test_fgsm
# because: an entry without influence moves: sign(0) is 0, not 1

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return (x.detach() + torch.where(gradient >= 0, eps, -eps)).clamp(0, 1).to(x.dtype)

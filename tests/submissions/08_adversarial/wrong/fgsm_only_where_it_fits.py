# loses: test_fgsm
# because: entries that would leave [0, 1] stay where they are

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]

    moved = x.detach() + eps * gradient.sign()
    return torch.where((moved >= 0) & (moved <= 1), moved, x.detach())

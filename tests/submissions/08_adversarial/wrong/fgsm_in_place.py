# loses: test_fgsm
# because: changes the input in place

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]

    x.data += eps * gradient.sign()
    x.data.clamp_(0, 1)
    return x.detach()

# loses: test_fgsm
# because: leaves the gradient of x off when x has one already

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x if x.requires_grad else x.clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    with torch.no_grad():
        x += eps * gradient.sign()
        return x.clamp_(0, 1)

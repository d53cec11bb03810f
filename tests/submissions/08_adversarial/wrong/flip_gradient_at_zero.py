# loses: test_sign_flip_step
# because: the gradient at the origin

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    value = f(x.detach())
    point = torch.zeros_like(x).requires_grad_()
    gradient = torch.autograd.grad(f(point), point)[0]
    return float(-2 * value / gradient.square().sum())

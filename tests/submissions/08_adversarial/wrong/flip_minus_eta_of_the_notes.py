# loses: test_sign_flip_step
# because: the eta of (12.9) with a sign

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return float(-2 / gradient.square().sum())

# loses: test_sign_flip_step
# because: the sign of the value as a quotient: 0 / 0

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return float(-2 * value.abs() * (value / value.abs()) / gradient.square().sum())

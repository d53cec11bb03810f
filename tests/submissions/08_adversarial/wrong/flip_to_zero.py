# loses: test_sign_flip_step
# because: half the step: the value becomes zero

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return float(-value / gradient.square().sum())

# loses: test_sign_flip_step
# because: the square of the sum for the sum of squares

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return float(-2 * value / gradient.sum() ** 2)

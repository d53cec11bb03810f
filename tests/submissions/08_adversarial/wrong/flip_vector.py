# loses: test_sign_flip_step
# because: a tensor with one entry

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    return (-2 * value.detach() / gradient.square().sum()).reshape(1)

# loses: test_sign_flip_step
# because: halves a step until the sign is another

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    gradient = torch.autograd.grad(value, point)[0]
    value = value.item()
    eta = -1.0 if value > 0 else 1.0
    while f(x.detach() + eta / 2 * gradient).item() * value < 0:
        eta /= 2
    return eta

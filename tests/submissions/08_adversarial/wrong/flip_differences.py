# loses: test_sign_flip_step
# because: a gradient by coarse differences

# %% sign_flip_step
import torch


def sign_flip_step(f, x):
    x = x.detach()
    shifts = 1e-3 * torch.eye(len(x), dtype=x.dtype)
    gradient = torch.stack([(f(x + shift) - f(x)) / 1e-3 for shift in shifts])
    return float(-2 * f(x) / (gradient @ gradient))

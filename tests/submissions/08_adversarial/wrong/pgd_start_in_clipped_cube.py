# loses: test_pgd
# because: the start is uniform on what [0, 1] leaves of the cube, in place of clipped to it

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = low + (high - low) * torch.rand(x.shape, generator=rng, dtype=x.dtype)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point

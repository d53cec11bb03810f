# loses: test_pgd
# because: noise in float64 makes a float64 point of a float32 input

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=torch.float64) - 1)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current.to(x.dtype)), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point

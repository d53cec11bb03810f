# loses: test_pgd
# because: noise on [-eps / 2, eps / 2]

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = (x + eps * (torch.rand(x.shape, generator=rng, dtype=x.dtype) - 0.5)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point

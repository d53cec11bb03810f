# loses: test_pgd
# because: the gradients of earlier steps stay in .grad and add up

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    point.requires_grad_()
    for _ in range(iterations):
        loss(point).backward()
        with torch.no_grad():
            point.copy_(torch.clamp(point + step * point.grad.sign(), low, high))
    return point.detach()

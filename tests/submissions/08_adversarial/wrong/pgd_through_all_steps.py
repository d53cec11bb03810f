# loses: test_pgd
# because: keeps the graph and differentiates through all earlier steps with respect to the start

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    start = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1).requires_grad_()
    point = start
    for _ in range(iterations):
        gradient = torch.autograd.grad(loss(point), start, retain_graph=True)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point.detach()

# loses: test_pgd
# because: clips once, after the last step

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), x - eps, x + eps)
    return point.clamp(0, 1)

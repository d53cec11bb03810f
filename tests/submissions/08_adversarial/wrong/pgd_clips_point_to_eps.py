# loses: test_pgd
# because: the point is kept in [-eps, eps], and not its distance

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = (point + step * gradient.sign()).clamp(-eps, eps).clamp(0, 1)
    return point

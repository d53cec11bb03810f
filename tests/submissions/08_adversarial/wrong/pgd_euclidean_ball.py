# loses: test_pgd
# because: projects to the Euclidean ball

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        delta = point + step * gradient.sign() - x
        point = (x + delta * min(1.0, eps / max(delta.norm().item(), 1e-12))).clamp(0, 1)
    return point

# loses: test_pgd
# because: normal noise, projected to the cube

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = torch.clamp(x + eps * torch.randn(x.shape, generator=rng, dtype=x.dtype), low, high)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point

# loses: test_pgd
# because: returns the best point on the way in place of the last one

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = (x + eps * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)).clamp(0, 1)
    best, most = point, loss(point).item()
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
        if loss(point).item() > most:
            best, most = point, loss(point).item()
    return best

# loses: test_pgd
# because: noise of -eps, 0 and eps

# %% pgd
import torch


def pgd(loss, x, eps, step, iterations, rng):
    x = x.detach()
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    point = (x + eps * (torch.randint(3, x.shape, generator=rng).to(x.dtype) - 1)).clamp(0, 1)
    for _ in range(iterations):
        current = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(current), current)[0]
        point = torch.clamp(point + step * gradient.sign(), low, high)
    return point

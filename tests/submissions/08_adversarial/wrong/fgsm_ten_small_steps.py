# loses: test_fgsm
# because: ten steps of a tenth: an iteration, and no single step

# %% fgsm
import torch


def fgsm(loss, x, eps):
    x = x.detach()
    point = x
    for _ in range(10):
        point = point.clone().requires_grad_()
        gradient = torch.autograd.grad(loss(point), point)[0]
        point = (point.detach() + eps / 10 * gradient.sign()).clamp(0, 1)
    return point

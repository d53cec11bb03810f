# loses: test_fgsm, test_guaranteed_radius
# because: each mistake costs its own item and nothing else

# %% fgsm
import math

import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]
    return x.detach() + eps * gradient.sign()


# %% guaranteed_radius
def guaranteed_radius(d, c):
    return (1 - c) / 2 * math.sqrt(d)

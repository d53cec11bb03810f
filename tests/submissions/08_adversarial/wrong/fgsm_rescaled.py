# loses: test_fgsm
# because: stretches the attacked input to [0, 1] in place of clipping

# %% fgsm
import torch


def fgsm(loss, x, eps):
    point = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(loss(point), point)[0]

    moved = x.detach() + eps * gradient.sign()
    return (moved - moved.min()) / (moved.max() - moved.min()).clamp(min=1e-12)

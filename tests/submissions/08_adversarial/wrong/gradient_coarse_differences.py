# loses: test_adversarial_gradient
# because: coarse differences of the worst loss

# %% adversarial_gradient
import torch


def adversarial_gradient(loss, w, x, y, eps):
    def worst_loss(weights):
        return loss(weights @ x - y * eps * weights.abs().sum(), y)

    w = w.detach()
    shifts = 1e-3 * torch.eye(len(w), dtype=w.dtype)
    return torch.stack([(worst_loss(w + shift) - worst_loss(w)) / 1e-3 for shift in shifts])

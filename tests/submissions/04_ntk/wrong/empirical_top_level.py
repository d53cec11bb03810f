# loses: test_empirical_ntk
# because: only tensors at the top level

# %% empirical_ntk
import torch


def empirical_ntk(f, params, x1, x2):
    def gradients(x):
        found = torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(params, x)
        parts = [found] if isinstance(found, torch.Tensor) else found.values() if isinstance(found, dict) else found
        parts = [part.reshape(len(x), -1) for part in parts if isinstance(part, torch.Tensor)]
        return torch.cat(parts, dim=1) if parts else torch.zeros((len(x), 1), dtype=x.dtype)

    return (gradients(x1) @ gradients(x2).T).detach()

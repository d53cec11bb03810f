# loses: test_empirical_ntk
# because: biases, vectors and numbers are left out

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves


def empirical_ntk(f, params, x1, x2):
    def gradients(x):
        found = torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(params, x)
        return torch.cat([leaf.reshape(len(x), -1) for leaf in tree_leaves(found) if leaf.ndim > 1], dim=1)

    return (gradients(x1) @ gradients(x2).T).detach()

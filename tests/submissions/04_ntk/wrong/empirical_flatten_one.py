# loses: test_empirical_ntk
# because: a tensor of shape () cannot be flattened from axis 1 on

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves


def empirical_ntk(f, params, x1, x2):
    def gradients(x):
        found = torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(params, x)
        return torch.cat([leaf.flatten(1) for leaf in tree_leaves(found)], dim=1)

    return (gradients(x1) @ gradients(x2).T).detach()

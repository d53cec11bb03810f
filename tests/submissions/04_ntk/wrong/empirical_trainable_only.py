# loses: test_empirical_ntk
# because: only tensors with requires_grad=True count

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves


def empirical_ntk(f, params, x1, x2):
    leaves = [leaf for leaf in tree_leaves(params) if leaf.requires_grad]
    if not leaves:
        return torch.zeros((len(x1), len(x2)))

    def gradient(x):
        found = torch.autograd.grad(f(params, x), leaves, materialize_grads=True)
        return torch.cat([part.reshape(-1) for part in found])

    return torch.stack([gradient(x) for x in x1]) @ torch.stack([gradient(x) for x in x2]).T

# loses: test_empirical_ntk
# because: a tensor that f does not use ends it with an error

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves, tree_map


def empirical_ntk(f, params, x1, x2):
    copies = tree_map(lambda tensor: tensor.detach().clone().requires_grad_(True), params)
    leaves = tree_leaves(copies)

    def gradient(x):
        return torch.cat([part.reshape(-1) for part in torch.autograd.grad(f(copies, x), leaves)])

    return torch.stack([gradient(x) for x in x1]) @ torch.stack([gradient(x) for x in x2]).T

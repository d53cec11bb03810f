# loses: test_empirical_ntk
# because: gradients of earlier inputs are not put to zero

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves, tree_map


def empirical_ntk(f, params, x1, x2):
    copies = tree_map(lambda tensor: tensor.detach().clone().requires_grad_(True), params)
    leaves = tree_leaves(copies)
    for leaf in leaves:
        leaf.grad = torch.zeros_like(leaf)
    features = []
    for x in torch.cat([x1, x2]):
        f(copies, x).backward()
        features.append(torch.cat([leaf.grad.reshape(-1) for leaf in leaves]).clone())
    features = torch.stack(features)
    return features[: len(x1)] @ features[len(x1) :].T

# loses: test_empirical_ntk
# because: lists and tuples cannot be walked

# %% empirical_ntk
import torch


def empirical_ntk(f, params, x1, x2):
    def leaves(tree):
        if isinstance(tree, dict):
            return [leaf for part in tree.values() for leaf in leaves(part)]
        return [tree] if isinstance(tree, torch.Tensor) else []

    def gradients(x):
        found = leaves(torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(params, x))
        zero = torch.zeros((len(x), 1), dtype=x.dtype)
        return torch.cat([zero, *[leaf.reshape(len(x), -1) for leaf in found]], dim=1)

    return (gradients(x1) @ gradients(x2).T).detach()

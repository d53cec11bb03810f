# loses: test_empirical_ntk
# because: a random direction for the inner product

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves


def empirical_ntk(f, params, x1, x2):
    def gradients(x):
        found = torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(params, x)
        return torch.cat([leaf.reshape(len(x), -1) for leaf in tree_leaves(found)], dim=1)

    torch.manual_seed(0)
    sketch = torch.randn((gradients(x1).shape[1], 2000), dtype=x1.dtype) / 2000**0.5
    return (gradients(x1) @ sketch @ (gradients(x2) @ sketch).T).detach()

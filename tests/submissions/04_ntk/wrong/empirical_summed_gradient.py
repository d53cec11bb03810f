# loses: test_empirical_ntk
# because: the gradient of the sum over the inputs

# %% empirical_ntk
import torch
from torch.utils._pytree import tree_leaves


def empirical_ntk(f, params, x1, x2):
    def gradients(x):
        found = torch.func.grad(lambda theta: sum(f(theta, point) for point in x))(params)
        return torch.cat([leaf.reshape(-1) for leaf in tree_leaves(found)])

    return (gradients(x1) @ gradients(x2)).detach() * torch.ones((len(x1), len(x2)))

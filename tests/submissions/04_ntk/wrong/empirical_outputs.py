# loses: test_empirical_ntk
# because: the product of the outputs, not of the gradients

# %% empirical_ntk
import torch


def empirical_ntk(f, params, x1, x2):
    outputs = [torch.func.vmap(f, in_dims=(None, 0))(params, x) for x in (x1, x2)]
    return torch.outer(*outputs).detach()

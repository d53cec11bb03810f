# loses: test_project_l2
# because: a thousandth is added to the norm against a division by zero

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / (norms + 1e-3)).clamp(max=1)).reshape(delta.shape)

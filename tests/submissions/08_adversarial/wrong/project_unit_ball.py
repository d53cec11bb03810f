# loses: test_project_l2
# because: shortens to length 1 in place of the radius

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return torch.where(norms > radius, flat / norms, flat).reshape(delta.shape)

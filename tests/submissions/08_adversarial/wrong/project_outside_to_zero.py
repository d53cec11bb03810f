# loses: test_project_l2
# because: samples outside become zero

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return torch.where(norms > radius, 0 * flat, flat).reshape(delta.shape)

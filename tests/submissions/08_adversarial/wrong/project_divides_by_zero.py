# loses: test_project_l2
# because: 0 / 0 for a sample that is zero

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat / norms * norms.clamp(max=radius)).reshape(delta.shape)

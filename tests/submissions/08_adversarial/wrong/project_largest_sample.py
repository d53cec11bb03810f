# loses: test_project_l2
# because: all samples are shortened by the factor of the largest one

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms.max()).clamp(max=1)).reshape(delta.shape)

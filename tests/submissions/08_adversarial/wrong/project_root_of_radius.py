# loses: test_project_l2
# because: the root of the factor

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms).sqrt().clamp(max=1)).reshape(delta.shape)

# loses: test_project_l2
# because: the radius squared

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius**2 / norms).clamp(max=1)).reshape(delta.shape)

# loses: test_project_l2
# because: divides by the square of the norm

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms**2).clamp(max=1)).reshape(delta.shape)

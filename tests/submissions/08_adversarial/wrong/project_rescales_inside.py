# loses: test_project_l2
# because: samples inside the ball are stretched to the sphere

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms.clamp(min=1e-30))).reshape(delta.shape)

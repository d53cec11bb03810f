# loses: test_project_l2
# because: samples a little inside are shortened too

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return torch.where(norms > radius / 10, flat * (radius / norms.clamp(min=radius)) * 0.999, flat).reshape(
        delta.shape
    )

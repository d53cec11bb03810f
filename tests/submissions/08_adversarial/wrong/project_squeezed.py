# loses: test_project_l2
# because: axes of length 1 are lost

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms).clamp(max=1)).reshape(delta.shape).squeeze()

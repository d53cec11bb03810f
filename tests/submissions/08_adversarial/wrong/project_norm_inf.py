# loses: test_project_l2
# because: shortens by the largest entry

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, ord=float("inf"), dim=1, keepdim=True)
    return (flat * (radius / norms).clamp(max=1)).reshape(delta.shape)

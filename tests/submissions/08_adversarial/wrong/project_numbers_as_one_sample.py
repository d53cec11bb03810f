# loses: test_project_l2
# because: a tensor of shape (B,) as one sample

# %% project_l2
import torch


def project_l2(delta, radius):
    if delta.dim() == 1:
        return delta * min(1.0, radius / max(delta.norm().item(), 1e-12))
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return (flat * (radius / norms).clamp(max=1)).reshape(delta.shape)

# loses: test_project_l2
# because: changes the perturbations in place

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.view(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    flat *= (radius / norms).clamp(max=1)
    return delta

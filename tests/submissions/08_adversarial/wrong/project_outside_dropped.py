# loses: test_project_l2
# because: samples outside are left out

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return delta[norms.flatten() <= radius]

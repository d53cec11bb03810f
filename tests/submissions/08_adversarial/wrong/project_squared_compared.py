# loses: test_project_l2
# because: compares the square of the norm with the radius

# %% project_l2
import torch


def project_l2(delta, radius):
    flat = delta.reshape(len(delta), -1)
    norms = torch.linalg.vector_norm(flat, dim=1, keepdim=True)
    return torch.where(norms**2 > radius, flat * (radius / norms), flat).reshape(delta.shape)

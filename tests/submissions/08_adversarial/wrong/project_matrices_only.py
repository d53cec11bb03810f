# loses: test_project_l2
# because: numbers as samples: an axis 1 that is not there

# %% project_l2
import torch


def project_l2(delta, radius):
    norms = torch.linalg.vector_norm(delta.flatten(1), dim=1)
    return delta * (radius / norms).clamp(max=1).reshape(-1, *[1] * (delta.dim() - 1))

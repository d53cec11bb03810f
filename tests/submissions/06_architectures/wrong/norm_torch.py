# loses: test_batch_norm
# because: the layer of PyTorch, which divides by B

# %% batch_norm
import torch


def batch_norm(H, gamma, theta, eps):
    layer = torch.nn.functional.batch_norm
    return layer(torch.tensor(H), None, None, torch.tensor(gamma), torch.tensor(theta), training=True, eps=eps).numpy()

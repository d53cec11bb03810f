# loses: test_conv2d
# because: PyTorch as it comes, without the flip and in single precision

# %% conv2d
import torch


def conv2d(X, K, b, stride, padding):
    image = torch.tensor(X, dtype=torch.float32).permute(2, 0, 1)[None]
    kernel = torch.tensor(K, dtype=torch.float32).permute(3, 2, 0, 1)
    Y = torch.nn.functional.conv2d(image, kernel, torch.tensor(b, dtype=torch.float32), stride, padding)
    return Y[0].permute(1, 2, 0).numpy()

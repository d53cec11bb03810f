# loses: test_sign_flip_step
# because: the input in place of the gradient

# %% sign_flip_step


def sign_flip_step(f, x):
    point = x.detach().clone().requires_grad_()
    value = f(point)
    return float(-2 * value / point.square().sum())

# loses: test_fgsm
# because: the sign of the input in place of that of the gradient

# %% fgsm


def fgsm(loss, x, eps):
    return (x.detach() + eps * x.detach().sign()).clamp(0, 1)

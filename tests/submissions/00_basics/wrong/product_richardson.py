# loses: test_hessian_vector_product
# because: Richardson's extrapolation, which is closer to H v

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    def central(h):
        return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)

    return (4 * central(step / 2) - central(step)) / 3

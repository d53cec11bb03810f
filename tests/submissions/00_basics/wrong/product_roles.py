# loses: test_hessian_vector_product
# because: x and v exchanged

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(v + step * x) - gradient(v - step * x)) / (2 * step)

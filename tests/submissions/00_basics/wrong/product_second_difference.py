# loses: test_hessian_vector_product
# because: a second difference of the gradient

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(x + step * v) - 2 * gradient(x) + gradient(x - step * v)) / step**2

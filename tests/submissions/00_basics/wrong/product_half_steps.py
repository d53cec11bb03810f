# loses: test_hessian_vector_product
# because: half of the step on either side

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    way = step / 2 * v
    return (gradient(x + way) - gradient(x - way)) / step

# loses: test_hessian_vector_product
# because: prints the answer and returns nothing

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    print((gradient(x + step * v) - gradient(x - step * v)) / (2 * step))

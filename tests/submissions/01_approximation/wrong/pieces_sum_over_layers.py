# loses: test_affine_pieces_bound
# because: adds over the layers where it should multiply

# %% affine_pieces_bound
def affine_pieces_bound(widths):
    return sum(2 * width for width in widths)

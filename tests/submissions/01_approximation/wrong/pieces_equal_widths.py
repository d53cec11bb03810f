# loses: test_affine_pieces_bound
# because: the further estimate (2m / L)^L, exact for equal widths only

# %% affine_pieces_bound
def affine_pieces_bound(widths):
    return (2 * sum(widths)) ** len(widths) // len(widths) ** len(widths)

"""What the shop does: one method a use case, on the domain's ports alone."""

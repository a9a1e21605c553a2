"""Proofs about everybody whom criteria can be about, with a case that shows what was found."""

"""Proofs about everyone: whether a possible person exists for whom something holds, who that is, and how many there are."""

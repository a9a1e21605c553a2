"""Proofs about all possible people, each finding with a case that shows it."""

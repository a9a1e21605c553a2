"""Tests of criteria, and how good they are: what they cover, which changes they would not notice, and whom to test next."""

"""The tests: one folder per ring, from pure rules to real processes."""

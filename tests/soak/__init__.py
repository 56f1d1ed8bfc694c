"""Long runs under faults, made by `make soak`; too long for `make test`."""

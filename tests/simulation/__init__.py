"""The engine over memory and a virtual clock, in one thread, under seeded faults."""

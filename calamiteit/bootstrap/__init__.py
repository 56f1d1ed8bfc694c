"""The one place that picks adapters: each mode has its own module, and no other way to its transports."""

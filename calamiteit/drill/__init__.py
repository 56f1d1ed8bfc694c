"""Drills: the real engine on a clock that is turned by hand, with people whose answers are drawn."""

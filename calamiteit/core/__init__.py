"""The rules of a run, pure: no clock, chance, files, logging or vendors."""

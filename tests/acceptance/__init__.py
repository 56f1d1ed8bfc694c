"""Whole ways through the program, with real processes, files and servers."""

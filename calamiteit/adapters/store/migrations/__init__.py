"""Numbered steps from an older database to the newest; a released step is never edited."""

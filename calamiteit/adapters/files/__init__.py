"""Files: playbooks, contacts, templates and words, read from disk."""

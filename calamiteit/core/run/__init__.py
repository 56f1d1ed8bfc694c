"""What happens: commands, events, the state of a run, deciding, deadlines and status views."""

"""Makes it happen: commands are decided, committed, delivered, and woken for, over core and ports."""

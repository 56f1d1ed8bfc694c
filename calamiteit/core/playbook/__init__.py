"""What a plan says: authoring models, checks, and the frozen Plan that a run uses."""

"""Several real processes on one workspace: who sends, who fires, who takes over."""

"""What it costs: figures measured on real files, processes and practice servers, each with its target."""

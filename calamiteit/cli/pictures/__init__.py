"""What the terminal shows: tables and views made with rich, one module for each thing that is shown."""

"""我提的: what became of what a representative said, and their rating of it."""

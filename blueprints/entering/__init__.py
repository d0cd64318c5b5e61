"""代录: what helpers enter for representatives, the printed form and its import."""

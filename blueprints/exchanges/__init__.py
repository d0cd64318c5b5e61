"""调研座谈: meetings of representatives with appraised units, and what was suggested there."""

"""集中整改: a unit's matters under one plan, and the one page on which their progress is read."""

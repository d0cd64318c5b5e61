"""督办统计: the figures of supervision, and the rows behind each."""

"""公开和资料: what host units disclose, and the materials of a visit."""

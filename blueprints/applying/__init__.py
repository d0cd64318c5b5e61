"""公开报名: the one part of the house that the public may enter, behind an address of its own."""

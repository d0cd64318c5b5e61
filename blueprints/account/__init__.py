"""账号: signing in and out, and one's own password."""

"""邀请: who is asked to a visit, the open call with its draw, letters, and checking in."""

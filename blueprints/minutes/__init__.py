"""Meetings, their minutes from draft to issue, and the printed paper."""

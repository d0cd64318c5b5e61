"""Live pages under load: a room full of tablets, a console and a wall on the real app."""

from bench.live.run import main

__all__ = ["main"]

"""Workers exchanged and servers stopped while a room is looking on and writing."""

from bench.reload.run import main

__all__ = ["main"]

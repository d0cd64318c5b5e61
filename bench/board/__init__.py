"""The supervision board with a thousand, a hundred thousand and a million matters."""

from bench.board.run import main

__all__ = ["main"]

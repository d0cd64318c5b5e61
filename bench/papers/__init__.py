"""A paper of sixty pages on the server: page, Word document and PDF."""

from bench.papers.run import main

__all__ = ["main"]

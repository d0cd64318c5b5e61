"""The demo: two visits, replayed through the models' own methods at the times they happened."""

from models.demo.build import PASSWORD, load
from models.demo.keys import digits

__all__ = ["PASSWORD", "digits", "load"]

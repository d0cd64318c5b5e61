"""Papers (公文): each made once from its record, and written as page, Word document or PDF."""

from blueprints.papers import views, workbooks

__all__ = ["views", "workbooks"]

"""Papers (公文): each made once from its record, and written as page, Word document or PDF."""

from blueprints.papers import evaluation_workbook, views, workbooks

__all__ = ["evaluation_workbook", "views", "workbooks"]

"""群众代表名册: who may be invited, entered one by one or from a workbook."""

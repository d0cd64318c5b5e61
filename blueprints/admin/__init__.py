"""管理: accounts, units, the working-day calendar and the record of acts."""

"""巡查: planned and held by the office with representatives as 作风监督员, and told back to them;
and what units shall put right (整改建议)."""

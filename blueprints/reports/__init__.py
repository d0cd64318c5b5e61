"""监督举报: what its 专办人员 see and do, and the 专报 that leaders read. 限专办."""

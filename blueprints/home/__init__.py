"""首页: the page that each person starts on."""

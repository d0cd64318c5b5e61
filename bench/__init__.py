"""Load and scale, measured on the real app: `make bench`, or one: `make bench ARGS=live`."""

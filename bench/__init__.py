"""Load and scale, measured on the real app: `make bench`, or one of them: `make bench ARGS=live`."""

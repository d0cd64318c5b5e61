"""`python -m bench.live`."""

import sys

from bench.live import main

main(sys.argv[1:])

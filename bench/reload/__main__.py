"""`python -m bench.reload`."""

import sys

from bench.reload import main

main(sys.argv[1:])

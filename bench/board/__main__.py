"""`python -m bench.board`."""

import sys

from bench.board import main

main(sys.argv[1:])

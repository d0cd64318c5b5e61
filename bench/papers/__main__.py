"""python -m bench.papers"""

import sys

from bench.papers.run import main

main(sys.argv[1:])

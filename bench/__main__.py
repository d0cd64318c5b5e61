"""Runs every bench in turn, or the one named first in the arguments, with the rest of them."""

import sys
from importlib import import_module

BENCHES = ("live", "reload", "similar", "papers", "editor", "board", "figures", "import")
MODULES = {"import": "importing"}  # no module may be called so


def main(arguments: list[str]) -> None:
    chosen = arguments[:1] if arguments[:1] and arguments[0] in BENCHES else []
    for name in chosen or BENCHES:
        import_module(f"bench.{MODULES.get(name, name)}").main(arguments[len(chosen) :])


main(sys.argv[1:])

"""``python -m graphsvc.cli``: the command line."""

from graphsvc.cli import main

main()

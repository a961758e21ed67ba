"""``python -m graphsvc``: the command line."""

from graphsvc.cli import main

main()

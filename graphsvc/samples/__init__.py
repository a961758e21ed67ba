"""Readable sources of the sample chains, one folder each, and the script that makes their workbooks."""

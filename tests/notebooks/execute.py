"""Executes a notebook by its kernel, in a folder, and prints it with its outputs: execute.py <notebook> <folder>"""

import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
resources = {"metadata": {"path": sys.argv[2]}}
NotebookClient(notebook, timeout=120, kernel_name="deno", resources=resources).execute()
print(nbformat.writes(notebook))

"""Executes a notebook by its kernel, in a folder, and prints it with its outputs: execute.py <notebook> <folder>"""

import sys

import nbformat
from nbclient import NotebookClient


class Client(NotebookClient):
    """One that waits for what a cell shows: Deno's kernel may send a cell's value after it has said that it is idle."""

    async def async_execute_cell(self, cell, cell_index, **options):
        executed = await super().async_execute_cell(cell, cell_index, **options)
        while cell.cell_type == "code" and not cell.outputs:
            message = await self.kc.get_iopub_msg(timeout=10)
            self.process_message(message, cell, cell_index)
        return executed


notebook = nbformat.read(sys.argv[1], as_version=4)
resources = {"metadata": {"path": sys.argv[2]}}
Client(notebook, timeout=120, kernel_name="deno", resources=resources).execute()
print(nbformat.writes(notebook))

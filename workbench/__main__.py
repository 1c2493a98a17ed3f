"""`python -m workbench` is the command `guiju`."""

from workbench.command import start

start()

"""Runs the emulator in this process, with what it lacks of AWS's documented behaviour: one module a matter."""

import importlib
import pathlib
import sys

from ministack.app import main

if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    for module in sorted(here.glob("*.py")):
        if module.name == "run.py":
            continue
        # One that no longer fits the emulator's insides ends it: a test must not run without what it relies on.
        importlib.import_module(module.stem).install()
    sys.exit(main())

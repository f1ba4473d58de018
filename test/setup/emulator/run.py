"""Runs the emulator in this process."""

import sys

from ministack.app import main

if __name__ == "__main__":
    sys.exit(main())

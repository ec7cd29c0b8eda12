"""`python -m ddd_lint` is `ddd-lint`."""

from __future__ import annotations

import sys

from ddd_lint.cli import main

if __name__ == "__main__":
    sys.exit(main())

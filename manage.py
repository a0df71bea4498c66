#!/usr/bin/env python3
"""Every command of the product starts here; each has --help."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from django.core.management import execute_from_command_line  # framework loads early

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

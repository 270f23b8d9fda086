"""Django's command line for the helpdesk of the tests: run by the helpdesk's own Python."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    sys.path[0] = str(Path(__file__).parent)
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    execute_from_command_line(sys.argv)

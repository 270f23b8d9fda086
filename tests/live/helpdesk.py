"""A real django-helpdesk for the tests: a process of its own, with a queue, three tickets and a user who may read."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graph.engines.java import free_ports
from tests.live.building import HERE, end, environment, kept, run, serve

SITE = HERE / "helpdesk_site"
USER, PASSWORD = "reader", "of+the/desk:word"


@dataclass(frozen=True)
class Helpdesk:
    """A running helpdesk, whose staff is `USER` with `PASSWORD`."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def manage(self) -> list[str]:
        """The command that manages it: Django's `manage.py`."""
        return [str(environment("helpdesk")), str(SITE / "manage.py")]

    def shell(self, code: str) -> str:
        """Run a piece of Python within it, and give what it writes."""
        return run([*self.manage, "shell", "--no-imports", "-c", code], HELPDESK_FOLDER=str(self.folder))

    def end(self) -> None:
        """End it at once."""
        end(self.process)


def desk() -> Path:
    """A folder with the database of a small helpdesk, filled once. Raises: Unavailable."""
    return kept("helpdesk", [*sorted(SITE.glob("*.py")), HERE / "helpdesk.txt", Path(__file__)], _fill)


def _fill(folder: Path) -> None:
    manage = [str(environment("helpdesk")), str(SITE / "manage.py")]
    run([*manage, "migrate", "--verbosity", "0"], HELPDESK_FOLDER=str(folder))
    run([*manage, "shell", "--no-imports", "-c", FILL], HELPDESK_FOLDER=str(folder))


FILL = f"""
from django.contrib.auth.models import User
from helpdesk.models import CustomField, Queue, Ticket
User.objects.create_superuser({USER!r}, "reader@example.com", {PASSWORD!r})
queue = Queue.objects.create(title="Support", slug="support")
CustomField.objects.create(name="sale", label="Order", data_type="integer", ordering=1, required=False)
for title, sender, sale in (
    ("Broken jars", "orders@1.example.com", 1),
    ("Late again", "orders@2.example.com", 2),
    ("Hello", "ann@x.example", None),
):
    ticket = Ticket.objects.create(title=title, queue=queue, submitter_email=sender, description=title, priority=2)
    if sale:
        ticket.ticketcustomfieldvalue_set.create(field=CustomField.objects.get(name="sale"), value=str(sale))
"""


def serve_helpdesk(folder: Path) -> Helpdesk:
    """Start a helpdesk of its own in a folder. Raises: Unavailable."""
    (port,) = free_ports(1)
    shutil.copy(desk() / "helpdesk.sqlite", folder / "helpdesk.sqlite")
    url = f"http://127.0.0.1:{port}"
    command = [str(environment("helpdesk")), str(SITE / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    return Helpdesk(url, folder, serve(command, folder, url, HELPDESK_FOLDER=str(folder)))

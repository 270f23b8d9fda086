"""`throughline demo`: one story, on systems that are made for it, in a graph of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WIDTH = 120
"""How wide the story is told where there is no terminal."""

Home = Annotated[Path | None, typer.Option("--home", help="The folder that the demonstration makes anew.")]


def demo(home: Home = None) -> None:
    """Tell the story of one refund: three systems, one customer, one decision, one change.

    It makes an ERP, a CRM, a help desk and a graph of its own, all in the folder: by default `demo` in the home.
    """
    from rich.console import Console

    from api.cli.session import settings
    from api.demo.stage import settings_at, staged
    from api.demo.story import Story, closing

    folder = home or settings().home / "demo"
    terminal = Console()
    console = terminal if terminal.is_terminal else Console(width=WIDTH, highlight=False)
    with staged(settings_at(folder), stay=True) as stage:
        decision = Story(stage, console).tell()
    console.print(closing(str(folder), decision), soft_wrap=True, highlight=False)

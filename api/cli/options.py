"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Write one JSON document instead.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="SEQ|DATE", help="What the graph knew then (default: the newest).")
]
At = Annotated[str | None, typer.Option("--at", metavar="DATE", help="What was valid in the world then.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does it (default: the setting `user`).")]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What it is read for.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", help="How many at the most.")]
Cursor = Annotated[str | None, typer.Option("--cursor", metavar="TEXT", help="Go on where a page before ended.")]

"""Showing how a sync goes, on a terminal: rows, rate, and the time left where the total is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from ingest.progress import Progress, Watch


@contextmanager
def watching() -> Iterator[Watch]:
    """A watch that draws a line for every stream; elsewhere than on a terminal it draws nothing."""
    target = console(stderr=True)
    if not target.is_terminal:
        yield lambda progress: None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=target, transient=True) as bars:
        yield Lines(bars)


class Lines:
    """One line for each stream, made when the stream is first heard of."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        """Draw where a stream is."""
        stream = (progress.source, progress.stream)
        if stream not in self._tasks:
            self._tasks[stream] = self._bars.add_task("/".join(stream), total=progress.total, told="")
        self._bars.update(self._tasks[stream], total=progress.total, completed=progress.rows, told=told(progress))


def told(progress: Progress) -> str:
    """Where a stream is, in words: `12,000 of about 40,000 rows, 3,100/s, 9 s left`."""
    if progress.phase == "waiting":
        return "waiting for the system to answer"
    of = f" of about {progress.total:,}" if progress.total is not None else ""
    text = f"{progress.rows:,}{of} rows, {progress.rate:,.0f}/s"
    if progress.phase != "reading":
        return f"{progress.phase}: {text}"
    return text if progress.left is None else f"{text}, {_span(progress.left)} left"


def _span(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"

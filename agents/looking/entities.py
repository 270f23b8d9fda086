"""The entities of the graph as a list."""

from __future__ import annotations

from agents.looking.shown import Brief, brief
from agents.pages import Asked, Page, listing
from graph.listing import of_class
from graph.store import Store


def entities(store: Store, key: bytes, asked: Asked, cls: str | None = None) -> Page[Brief]:
    """The things of a class and of all that are kinds of it (None: all things), in the order of their ids.

    Raises:
        NotFound: no such class was in force.
        Invalid: the cursor is none of this list.
    """
    here = listing(store, key, {"entities": cls}, asked)
    after = str(here.after[0]) if here.after is not None else ""
    things, until = of_class(here.snapshot, cls, after, here.limit)
    return Page(
        items=[brief(here.snapshot, thing) for thing in things],
        next=here.cursor([until] if until is not None else None),
        seq=here.snapshot.seq,
    )

"""Any SQL database through SQLAlchemy: tables and views, whole or by a column that grows, page by page."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from ingest.connector import Column, Connector, Data, Item, Mark, Options, Retry, Skip, Stop, StreamInfo
from ingest.connectors import sql_access
from ingest.connectors.ahead import Ahead
from ingest.connectors.look_back import check_window, earlier, later
from ingest.connectors.values import Unfit, pack, row, unpack
from ingest.secrets import Secret
from ontology.errors import nearest


def _names(value: Any) -> Any:
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class SqlOptions(Options):
    """Where the database is and what of it is read.

    `streams`: which tables and views (all tables by default). `cursors`: by stream, the column that grows with every
    change. `look_back`: by stream, how far before the last value of that column it is read again. `keys`: by stream,
    columns that are unique, where the database does not say. `page`: rows read at once.
    """

    model_config = ConfigDict(populate_by_name=True)

    url: Annotated[str, AfterValidator(sql_access.address)]
    password: Secret | None = None
    schema_name: str | None = Field(default=None, alias="schema")
    streams: Names = ()
    cursors: dict[str, str] = Field(default_factory=dict)
    look_back: dict[str, Annotated[str, BeforeValidator(str), AfterValidator(check_window)]] = Field(
        default_factory=dict
    )
    keys: dict[str, Names] = Field(default_factory=dict)
    page: int = Field(default=1000, ge=1, le=100_000)
    limit: int = Field(default=1_000_000, ge=1000)

    @model_validator(mode="after")
    def _growing(self) -> SqlOptions:
        if idle := sorted(self.look_back.keys() - self.cursors.keys()):
            raise ValueError(f"`look_back.{idle[0]}` needs `cursors.{idle[0]}`, the column to look back by")
        return self


class SqlConnector(Connector):
    """A database. A stream without a unique key is read in one go and begins again after a crash.

    A cursor `from` a value begins a read, `after` a row resumes one. What was committed in between before that row is
    not met: a read that was resumed carries the `edge`, the value that it was resumed at first, and the next one
    begins from there. No cursor stands ahead of the present: rows that do leave it where it is.
    """

    options_type = SqlOptions

    def __init__(self, options: SqlOptions, environ: Mapping[str, str]) -> None:
        self._options = options
        self._environ = environ
        self._password: str | None = None
        self._engine: sa.Engine | None = None
        self._infos: dict[str, StreamInfo] = {}

    def check(self) -> None:
        for info in self.streams():
            self._ask(sa.select(*self._columns(info)).select_from(self._table(info)).limit(1), info)

    def streams(self) -> Sequence[StreamInfo]:
        return [self.stream(name) for name in self._names()]

    def stream(self, name: str) -> StreamInfo:
        if name not in self._infos:
            if name not in (known := self._names()):
                raise Stop(f"no table or view `{name}`", nearest(name, known) or f"there are: {_list(known)}")
            self._infos[name] = self._reflect(name)
        return self._infos[name]

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        info = self.stream(stream)
        ahead = Ahead(info.cursor_field)
        cursor = self._kept(info, cursor, ahead)
        begun = cursor["from"] if cursor and "from" in cursor else None
        edge = cursor.get("edge", cursor["after"][0]) if info.cursor_field and cursor and "after" in cursor else None
        resumed = {} if edge is None else {"edge": edge}
        for place, (mapping, after) in enumerate(self._rows(info, info.names, cursor), 1):
            held = info.cursor_field is not None and ahead.meets(mapping[info.cursor_field])
            reached = None if held else after and after | resumed
            yield row(mapping, self._position(info, mapping, place), reached, self._options.limit)
            cursor = reached or cursor
        if edge is not None:
            yield Mark({"from": edge}, ahead.told)
        elif info.cursor_field and cursor and "after" in cursor:
            last = later(unpack(begun), unpack(cursor["after"][0]))
            yield Mark({"from": _packed(info, last)}, ahead.told)
        elif ahead.told:
            yield Mark(cursor, ahead.told)

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Data | None]:
        info = self.stream(stream)
        whole = StreamInfo(info.name, info.primary_key, None, info.columns)
        for mapping, _ in self._rows(whole, tuple(dict.fromkeys([*columns, *info.primary_key])), None):
            found = row(mapping, "", None, self._options.limit)
            yield None if isinstance(found, Skip) else found.data

    def references(self, stream: str) -> Mapping[str, str]:
        found = self._inspected(lambda one: one.get_foreign_keys(stream, self._options.schema_name))
        single = [one for one in found if len(one["constrained_columns"]) == 1]
        return {one["constrained_columns"][0]: one["referred_table"] for one in single}

    def count(self, stream: str, cursor: Any) -> int | None:
        info = self.stream(stream)
        cursor = self._kept(info, cursor, Ahead(info.cursor_field))
        after = self._after(info, cursor) if cursor else sa.true()
        return int(self._ask(sa.select(sa.func.count()).select_from(self._table(info)).where(after))[0][0])

    def close(self) -> None:
        if self._engine:
            self._engine.dispose()
            self._engine = None

    @staticmethod
    def _kept(info: StreamInfo, cursor: Any, ahead: Ahead) -> Any:
        """A cursor that was stored; None, to read from the start, for one that stands ahead of the present."""
        if not (info.cursor_field and cursor):
            return cursor
        reached = cursor["from"] if "from" in cursor else cursor["after"][0]
        return None if any(ahead.is_ahead(unpack(one)) for one in (reached, cursor.get("edge"))) else cursor

    def _rows(self, info: StreamInfo, names: Sequence[str], cursor: Any) -> Iterator[tuple[dict[str, Any], Any]]:
        """The rows and their cursors: first those whose order is unknown (a NULL in it), then page by page."""
        order = self._order(info)
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
        base = sa.select(*columns).select_from(self._table(info))
        if not order:
            yield from ((one, None) for one in self._stream(base))
            return
        keyed = sa.and_(*(sa.column(name).is_not(None) for name in order))
        if cursor is None or info.cursor_field:
            yield from ((one, None) for one in self._stream(base.where(sa.not_(keyed))))
        base = base.where(keyed).order_by(*(sa.column(name) for name in order)).limit(self._options.page)
        while True:
            page = self._ask(base.where(self._after(info, cursor)) if cursor else base, info)
            for found in page:
                one = dict(zip(names, found, strict=True))
                cursor = {"after": [_packed(info, one[name]) for name in order]}
                yield one, cursor
            if len(page) < self._options.page:
                return

    def _after(self, info: StreamInfo, cursor: Any) -> sa.ColumnElement[bool]:
        """What comes after the cursor: strictly while a stream is read; from its last value, or a window before it,
        the next time."""
        if "from" in cursor:
            return self._from(info, unpack(cursor["from"]))
        order, values = self._order(info), [_literal(unpack(value)) for value in cursor["after"]]
        steps = []
        for place, name in enumerate(order):
            equal = [sa.column(before) == values[at] for at, before in enumerate(order[:place])]
            steps.append(sa.and_(*equal, sa.column(name) > values[place]))
        return sa.and_(sa.column(order[0]) >= values[0], sa.or_(*steps))

    def _from(self, info: StreamInfo, value: Any) -> sa.ColumnElement[bool]:
        window = self._options.look_back.get(info.name)
        start = earlier(value, window, info.name) if window else value
        return sa.true() if start is None else sa.and_(sa.column(str(info.cursor_field)) >= _literal(start))

    @staticmethod
    def _order(info: StreamInfo) -> tuple[str, ...]:
        if not info.primary_key:
            return ()
        return tuple(dict.fromkeys([info.cursor_field, *info.primary_key] if info.cursor_field else info.primary_key))

    @staticmethod
    def _position(info: StreamInfo, one: Mapping[str, Any], place: int) -> str:
        named = ", ".join(f"{name}={one[name]}" for name in info.primary_key)
        return f"{info.name}, {named or f'row {place}'}"

    def _table(self, info: StreamInfo) -> sa.TableClause:
        return sa.table(info.name, *self._columns(info), schema=self._options.schema_name)

    @staticmethod
    def _columns(info: StreamInfo) -> list[sa.ColumnClause[Any]]:
        return [sa.column(name) for name in info.names]

    def _names(self) -> list[str]:
        tables = self._inspected(lambda found: found.get_table_names(self._options.schema_name))
        if not self._options.streams:
            return sorted(tables)
        known = {*tables, *self._inspected(lambda found: found.get_view_names(self._options.schema_name))}
        if self._open().dialect.name == "postgresql":
            known |= {*self._inspected(lambda found: found.get_materialized_view_names(self._options.schema_name))}
        for name in self._options.streams:
            if name not in known:
                raise Stop(f"no table or view `{name}`", nearest(name, known) or f"there are: {_list(known)}")
        return list(self._options.streams)

    def _reflect(self, name: str) -> StreamInfo:
        options = self._options
        found = self._inspected(lambda one: one.get_columns(name, options.schema_name))
        columns = tuple(Column(column["name"], self._type(column["type"])) for column in found)
        stated = self._inspected(lambda one: one.get_pk_constraint(name, options.schema_name))["constrained_columns"]
        declared, cursor = options.keys.get(name, ()), options.cursors.get(name)
        names = [column.name for column in columns]
        for wanted in (*declared, *([cursor] if cursor else [])):
            if wanted not in names:
                raise Stop(f"`{name}` has no column `{wanted}`", nearest(wanted, names) or f"it has {', '.join(names)}")
        info = StreamInfo(name, declared or tuple(stated), cursor, columns)
        if cursor and not info.primary_key:
            raise Stop(f"`{name}` has no key to read it by `{cursor}`", f"say `keys.{name}=` its unique columns")
        if declared and set(declared) != set(stated):
            self._insist(info)
        return info

    def _type(self, kind: sa.types.TypeEngine[Any]) -> str:
        """A type as the database calls it; nothing where it is not known here."""
        return "" if isinstance(kind, sa.types.NullType) else str(kind.compile(self._open().dialect))

    def _insist(self, info: StreamInfo) -> None:
        """Make sure that a declared key is unique: paging by one that is not would lose rows."""
        key: list[sa.ColumnClause[Any]] = [sa.column(name) for name in info.primary_key]
        twice = sa.select(*key).select_from(self._table(info)).group_by(*key).having(sa.func.count() > 1).limit(1)
        if found := self._ask(twice):
            shown = ", ".join(f"{name}={value}" for name, value in zip(info.primary_key, found[0], strict=True))
            raise Stop(f"the key of `{info.name}` is not unique: {shown} is there twice", "declare one that is")

    def _open(self) -> sa.Engine:
        if self._engine is None:
            self._password = self._options.password.reveal(self._environ) if self._options.password else None
            self._engine = sql_access.connect(self._options.url, self._password)
        return self._engine

    def _inspected(self, question: Callable[[sa.Inspector], Any]) -> Any:
        engine = self._open()
        with sql_access.told(self._options.url, self._password), warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            return question(sa.inspect(engine))

    def _ask(self, statement: sa.Select[Any], info: StreamInfo | None = None) -> Sequence[sa.Row[Any]]:
        engine = self._open()
        try:
            with sql_access.told(self._options.url, self._password), engine.connect() as connection:
                return connection.execute(statement).all()
        except Retry:
            self._still(info)
            raise

    def _stream(self, statement: sa.Select[Any]) -> Iterator[dict[str, Any]]:
        engine = self._open()
        with sql_access.told(self._options.url, self._password), engine.connect() as connection:
            found = connection.execution_options(stream_results=True, yield_per=self._options.page).execute(statement)
            for one in found.mappings():
                yield dict(one)

    def _still(self, info: StreamInfo | None) -> None:
        """Whether what failed is still what it was: if not, trying again is vain. Raises: Stop, Retry."""
        if info is None:
            return
        if info.name not in self._names():
            raise Stop(f"`{info.name}` is no longer there")
        self._infos.pop(info.name)
        if self.stream(info.name).names != info.names:
            raise Stop(f"the columns of `{info.name}` changed while it was read", "sync it again")


def _literal(value: Any) -> sa.BindParameter[Any]:
    """A value as the driver takes it: compared as the column's type, not as one guessed from ours."""
    return sa.literal(value, sa.types.NullType())


def _packed(info: StreamInfo, value: Any) -> Any:
    try:
        return pack(value)
    except Unfit as unfit:
        raise Stop(f"`{info.name}` cannot be read in order: {unfit}") from unfit


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"

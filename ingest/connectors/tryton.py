"""Tryton, an ERP, over its JSON-RPC: parties, products, sales, invoices, payments, shipments, opportunities.

A read pages by id through what was modified since the last one. What is modified while it runs may lie behind it; so
the newest modification is asked for before it begins, and the next read begins from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from ingest.connector import Column, Connector, Data, Item, Mark, Options, Raw, Stop, StreamInfo
from ingest.connectors.address import address, private
from ingest.connectors.look_back import earlier
from ingest.connectors.tryton_rpc import Fault, Rpc
from ingest.connectors.tryton_streams import MODELS, Model
from ingest.connectors.values import Broken, row
from ingest.secrets import Secret
from ingest.spans import span
from ontology.errors import Invalid, nearest

MODIFIED = "last_modified_at"
KEYS = 1000
"""Rows whose keys are asked for at once."""

UNREADABLE = "unreadable"
"""The column of a row that cannot be read."""

LIMIT = 1_000_000
"""The most characters of one value."""


def _names(value: Any) -> Any:
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


def _length(text: str) -> str:
    try:
        span(text)
    except Invalid as error:
        raise ValueError(str(error)) from None
    return text


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class TrytonOptions(Options):
    """Where Tryton is, and who reads there.

    `fields`: by stream, further fields to read, such as those of modules of one's own. `look_back`: how far before the
    last modification it is read again. `page`: rows read at once. `plain`: the password may cross a network as it is.
    """

    url: Annotated[str, AfterValidator(address)]
    database: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    user: str = Field(min_length=1)
    password: Secret
    streams: Names = ()
    fields: dict[str, Names] = Field(default_factory=dict)
    look_back: Annotated[str, AfterValidator(_length)] = "10m"
    page: int = Field(default=200, ge=1, le=1000)
    plain: bool = False

    @field_validator("streams", "fields")
    @classmethod
    def _known(cls, given: Any) -> Any:
        for name in given:
            if name not in MODELS:
                raise ValueError(f"no stream `{name}`: {nearest(name, MODELS) or 'there are ' + ', '.join(MODELS)}")
        return given

    @model_validator(mode="after")
    def _encrypted(self) -> TrytonOptions:
        if not (self.plain or private(self.url)):
            raise ValueError("the password would cross the network unencrypted: use https, or say `plain=yes`")
        return self


class TrytonConnector(Connector):
    """A database of a Tryton server, as one of its users may read it."""

    options_type = TrytonOptions

    def __init__(self, options: TrytonOptions, environ: Mapping[str, str]) -> None:
        self._options = options
        self._rpc = Rpc(options.url, options.database, options.user, lambda: options.password.reveal(environ))
        self._context: dict[str, Any] | None = None
        self._known: dict[str, dict[str, Any]] = {}

    def check(self) -> None:
        for name in self._options.streams or self._there():
            self._search(self._model(name), "search", (), 1)

    def streams(self) -> Sequence[StreamInfo]:
        return [self.stream(name) for name in self._options.streams or self._there()]

    def stream(self, name: str) -> StreamInfo:
        if name not in MODELS:
            raise Stop(f"no stream `{name}`", nearest(name, MODELS) or f"there are: {', '.join(MODELS)}")
        there = self._fields(MODELS[name].name)
        heads = dict.fromkeys(["id", *(field.partition(".")[0] for field in self._model(name).fields), MODIFIED])
        columns = tuple(Column(head, there[head]["type"]) for head in heads)
        return StreamInfo(name, ("id",), MODIFIED, columns)

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        self.stream(stream)
        model = self._model(stream)
        begun: dict[str, Any] = {"since": None, **(cursor or {})}
        if "after" not in begun:
            begun |= {"after": 0, "upto": self._newest(model, begun["since"])}
        while found := self._page(model, begun["since"], begun["after"]):
            for one in found:
                begun = {**begun, "after": one["id"]}
                yield row(_flat(one), f"{stream}, id={one['id']}", begun, LIMIT)
        yield Mark({"since": begun["upto"]})

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Data | None]:
        model, after = self._model(self.stream(stream).name), 0
        fields = [field for field in (*model.fields, MODIFIED) if field.partition(".")[0] in columns]
        while found := self._search(model, "search_read", (("id", ">", after),), KEYS, ["id", *fields]):
            for one in found:
                after = one["id"]
                read = row(_flat(one), "", None, LIMIT)
                yield read.data if isinstance(read, Raw) else None

    def references(self, stream: str) -> Mapping[str, str]:
        return dict(self._model(stream).references)

    def count(self, stream: str, cursor: Any) -> int | None:
        model = self._model(self.stream(stream).name)
        after = (cursor or {}).get("after", 0)
        domain = [*model.where, ("id", ">", after), *self._since(model, (cursor or {}).get("since"))]
        return int(self._call(f"model.{model.name}.search_count", domain))

    def close(self) -> None:
        self._rpc.close()

    def _model(self, name: str) -> Model:
        """A stream's model, of whose fields and parts those are left that this server has. Raises: Stop."""
        model = MODELS[name]
        there = self._fields(model.name)
        more = self._options.fields.get(name, ())
        if unknown := [field for field in more if field.partition(".")[0] not in there]:
            raise Stop(f"`{model.name}` has no field `{unknown[0]}`", nearest(unknown[0], there))
        fields = tuple(field for field in (*model.fields, *more) if field.partition(".")[0] in there)
        return replace(model, fields=fields, parts=tuple(part for part in model.parts if part in there))

    def _there(self) -> list[str]:
        """The streams whose models this server has."""
        models = self._call("model.ir.model.search_read", [], 0, None, None, ["name"])
        known = {one["name"] for one in models}
        return [name for name, model in MODELS.items() if model.name in known]

    def _fields(self, model: str) -> dict[str, Any]:
        if model not in self._known:
            try:
                self._known[model] = self._call(f"model.{model}.fields_get", [])
            except Fault as error:
                raise Stop(f"this Tryton has no `{model}`", "activate its module, or leave the stream out") from error
        return self._known[model]

    def _page(self, model: Model, since: str | None, after: int) -> list[dict[str, Any]]:
        """The next rows by id; where they cannot be read together, each by itself.

        Raises:
            Fault: what is asked cannot be read of any row.
        """
        fields = [*model.fields, MODIFIED]
        domain = (("id", ">", after), *self._since(model, since))
        try:
            found = self._search(model, "search_read", domain, self._options.page, fields)
        except Fault:
            found = [
                self._alone(model, id_, fields) for id_ in self._search(model, "search", domain, self._options.page)
            ]
            if all(UNREADABLE in one for one in found):
                self._search(model, "search_read", (("id", "=", -1),), 1, fields)
        return list(found)

    def _alone(self, model: Model, id_: int, fields: list[str]) -> dict[str, Any]:
        """One row; or, when it cannot be read, its id and why."""
        try:
            (found,) = self._call(f"model.{model.name}.read", [id_], fields)
        except Fault as error:
            return {"id": id_, UNREADABLE: Broken(str(error))}
        return dict(found)

    def _newest(self, model: Model, at_least: str | None) -> str | None:
        """The last modification of the model and its parts."""
        relations = [self._fields(model.name)[part]["relation"] for part in model.parts]
        newest = at_least
        for name in [model.name, *relations]:
            found = self._call(f"model.{name}.search_read", [], 0, 1, [[MODIFIED, "DESC"]], [MODIFIED])
            if found and (newest is None or found[0][MODIFIED].isoformat() > newest):
                newest = found[0][MODIFIED].isoformat()
        return newest

    def _since(self, model: Model, since: str | None) -> tuple[Any, ...]:
        """What was modified since then, itself or a part of it, and a little before."""
        if since is None:
            return ()
        at = earlier(datetime.fromisoformat(since), self._options.look_back, model.name)
        return (["OR", *((path, ">=", at) for path in (MODIFIED, *(f"{part}.{MODIFIED}" for part in model.parts)))],)

    def _search(self, model: Model, method: str, domain: tuple[Any, ...], limit: int, *fields: Any) -> list[Any]:
        name = f"model.{model.name}.{method}"
        return list(self._call(name, [*model.where, *domain], 0, limit, [["id", "ASC"]], *fields))

    def _call(self, method: str, *params: Any) -> Any:
        if self._context is None:
            mine = self._rpc.call("model.res.user.get_preferences", True, {})
            self._context = {**mine, "active_test": False}
        return self._rpc.call(method, *params, self._context)


def _flat(value: Any) -> Any:
    """A row whose fields of what belongs to it stand under its name: `currency`, not `currency.`."""
    if isinstance(value, dict):
        return {name.removesuffix("."): _flat(one) for name, one in value.items()}
    return [_flat(one) for one in value] if isinstance(value, list) else value

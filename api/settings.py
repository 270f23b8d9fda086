"""The settings: from environment variables and one file. Nothing else in Throughline reads the environment."""

from __future__ import annotations

import os
import pwd
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ingest.secrets import Secret
from ontology.errors import Invalid, NotFound, Refused, nearest

PREFIX = "THROUGHLINE_"
CONFIG = "THROUGHLINE_CONFIG"
FILE = "throughline.toml"
EMBEDDED = "embedded"
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
REQUIRABLE = ("NEO4J", "POSTGRES", "MARIADB", "LIVE", "CHROMIUM")
OF_TESTS = frozenset({"THROUGHLINE_TEST_NEO4J", *(f"THROUGHLINE_REQUIRE_{one}" for one in REQUIRABLE)})
"""Variables with our prefix that only the tests of Throughline itself read."""


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share") / "throughline"


class Settings(BaseSettings):
    """Where the graph is, what is kept on the disk, and who runs. `docs/settings.md` tells more of each."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(
        default_factory=_data_home,
        description="The folder of everything that is kept: the embedded graph, the sources, the signing key.",
    )
    graph: str = Field(EMBEDDED, description="Where the graph is: `embedded`, or the address of a Neo4j.")
    graph_user: str = Field("neo4j", description="The user at Neo4j.")
    graph_password: SecretStr | None = Field(None, description="The password at Neo4j.")
    graph_password_file: Path | None = Field(
        None, description="A file with the password at Neo4j, readable by its owner alone."
    )
    graph_database: str = Field("neo4j", description="The database at Neo4j.")
    heap: str = Field("1g", description="Memory of the embedded engine, as Java writes it.")
    idle_minutes: float = Field(10, gt=0, description="Minutes without use after which the embedded engine stops.")
    ontology: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Folders with vocabulary files (`*.ttl`) beside ours."
    )
    key_file: Path | None = Field(None, description="The file with the key that signs the ids of contexts.")
    ledger_key_file: Path | None = Field(None, description="The file with the key that signs the ledger.")
    checkpoint_leaves: int = Field(1_000, ge=1, description="Leaves after which a server signs the ledger.")
    checkpoint_seconds: float = Field(300, gt=0, description="Seconds after which a server signs what is not signed.")
    listen: str = Field("127.0.0.1:8321", description="Where `throughline serve` listens: `HOST:PORT`.")
    tls_cert: Path | None = Field(None, description="The file with the certificate that the server shows (PEM).")
    tls_key: Path | None = Field(None, description="The file with the certificate's key, readable by its owner alone.")
    plain_http: bool = Field(False, description="Whether the server may listen beyond loopback without TLS.")
    rate: int = Field(1_200, ge=0, description="Requests a minute for each principal; 0 is no limit.")
    largest_body: int = Field(1_000_000, ge=1_000, description="Bytes of the largest body that the server reads.")
    traces: str | None = Field(None, description="Where the server sends OpenTelemetry traces (OTLP over HTTP).")
    user: str = Field(
        default_factory=_login, min_length=1, description="Who runs this: the reader, author and judge by default."
    )

    @field_validator("ontology", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value

    @field_validator("home", "graph_password_file", "key_file", "ledger_key_file", "tls_cert", "tls_key", mode="after")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path is not None else None

    @field_validator("ontology", mode="after")
    @classmethod
    def _all_absolute(cls, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path.expanduser().absolute() for path in paths)

    @field_validator("graph")
    @classmethod
    def _address(cls, graph: str) -> str:
        parts = urlsplit(graph)
        if graph != EMBEDDED and (parts.scheme not in SCHEMES or not parts.hostname):
            raise ValueError("write `embedded`, or an address such as `neo4j://host:7687`")
        if "@" in parts.netloc:
            raise ValueError("an address has no user and password: they are settings of their own")
        return graph

    @field_validator("traces")
    @classmethod
    def _endpoint(cls, traces: str | None) -> str | None:
        if traces is not None and (urlsplit(traces).scheme not in ("http", "https") or not urlsplit(traces).hostname):
            raise ValueError("write an address such as `http://collector:4318/v1/traces`")
        return traces

    @model_validator(mode="after")
    def _one_password(self) -> Settings:
        if self.graph_password is not None and self.graph_password_file is not None:
            raise ValueError("`graph_password` and `graph_password_file` are both given: give one of them")
        return self

    @property
    def embedded(self) -> bool:
        """Whether the graph is the embedded one."""
        return self.graph == EMBEDDED

    @property
    def graph_folder(self) -> Path:
        """The data folder of the embedded graph."""
        return self.home / "graph"

    @property
    def sources_folder(self) -> Path:
        """The folder of the sources' files."""
        return self.home / "sources"

    @property
    def actions_file(self) -> Path:
        """The file that says how actions are carried out."""
        return self.home / "actions.yaml"

    def password(self) -> str:
        """The password at Neo4j, '' when none is given.

        Raises:
            NotFound, Invalid: its file is not there, or is empty.
            Refused: others than its owner may read the file.
        """
        if self.graph_password_file is not None:
            return Secret(file=self.graph_password_file).reveal({})
        return self.graph_password.get_secret_value() if self.graph_password is not None else ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file."""
        return env_settings, init_settings


_PATHS = ("home", "graph_password_file", "key_file", "ledger_key_file", "ontology", "tls_cert", "tls_key")


def load() -> Settings:
    """The settings of this process: variables before the file, the file before defaults.

    Raises:
        NotFound: the file that `THROUGHLINE_CONFIG` names is not there.
        Invalid: a setting is unknown or cannot be right; all of them are named.
        Refused: the file holds a password, and others may read it.
    """
    path = config_file()
    said = _read(path) if path is not None else {}
    unknown = [_unknown(name, "") for name in said if name not in Settings.model_fields]
    unknown += [_unknown(name, PREFIX) for name in _foreign(os.environ)]
    if unknown:
        raise Invalid("unknown settings", "mend what is listed", unknown)
    try:
        return Settings(**said)
    except ValidationError as error:
        raise Invalid("settings that cannot be right", "mend what is listed", _told(error, said)) from None


def config_file() -> Path | None:
    """The settings file: the one that `THROUGHLINE_CONFIG` names, or `throughline.toml` in the working folder."""
    named = os.environ.get(CONFIG)
    if not named:
        return Path(FILE).absolute() if Path(FILE).is_file() else None
    path = Path(named).expanduser().absolute()
    if not path.is_file():
        raise NotFound(f"no settings file `{path}`", f"`{CONFIG}` names it")
    return path


def environment() -> Mapping[str, str]:
    """The environment in which sources look up their secrets."""
    return os.environ


def _read(path: Path) -> dict[str, Any]:
    """What the file says; its relative paths are meant from its folder."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"`{path}` is not TOML", str(error).lower()) from error
    if "graph_password" in said and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"`{path}` holds a password and may be read by others", f"`chmod 600 {path}`")
    for name in _PATHS:
        if isinstance(said.get(name), str):
            said[name] = str(path.parent / Path(said[name]).expanduser())
        elif isinstance(said.get(name), list):
            said[name] = [path.parent / Path(str(one)).expanduser() for one in said[name]]
    return said


def _foreign(environ: Mapping[str, str]) -> list[str]:
    """The settings that variables with our prefix name and that we do not have."""
    ours = {name.upper() for name in environ if name.upper().startswith(PREFIX)} - {CONFIG, *OF_TESTS}
    names = {name.removeprefix(PREFIX).lower() for name in ours}
    return sorted(names - set(Settings.model_fields))


def _unknown(name: str, prefix: str) -> str:
    if not prefix:
        return f"`{name}`: {nearest(name, Settings.model_fields) or 'there is none of that name'}"
    near = nearest(name.upper(), map(str.upper, Settings.model_fields)).replace("`", f"`{prefix}", 1)
    return f"`{prefix}{name.upper()}`: {near or 'there is none of that name'}"


def _told(error: ValidationError, said: Mapping[str, Any]) -> list[str]:
    told = []
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        variable = PREFIX + name.upper()
        where = f"`{variable if variable in os.environ or name not in said else name}`: " if name else ""
        told.append(where + one["msg"].removeprefix("Value error, ").lower())
    return told

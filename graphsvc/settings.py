"""Settings, read once from the environment (prefix ``GRAPHSVC_``) or a ``.env`` file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graphsvc.domain.errors import InputError
from graphsvc.domain.notices import Lang


def _default_store() -> str:
    return f"sqlite:///{user_data_path('graphsvc') / 'store.db'}"


class Settings(BaseSettings):
    """All settings; every one is an environment variable ``GRAPHSVC_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="GRAPHSVC_", env_file=".env", extra="ignore", frozen=True)

    store_url: str = Field(
        default_factory=_default_store, description="database: sqlite:///FILE or postgresql+psycopg://…"
    )
    max_secrecy: Literal["公开", "内部", "敏感", "秘密", "机密", "绝密"] = Field(
        default="敏感", description="highest 密级 this store may hold; files above it are refused (V20)"
    )
    prefer: Literal["narrowest", "widest", "latest"] = Field(
        default="narrowest",
        description="which of several reports of one fact counts: narrowest or widest region, latest date",
    )
    lang: Literal["zh", "en"] | None = Field(
        default=None, description="language of messages; default from LANG, else zh"
    )
    neo4j_uri: str | None = Field(
        default=None, description="graph database, e.g. bolt://127.0.0.1:7687; none by default"
    )
    neo4j_user: str | None = Field(
        default=None, description="login of the graph database; none: without authentication"
    )
    neo4j_password: SecretStr | None = Field(default=None, description="password of that login")
    neo4j_database: str | None = Field(default=None, description="database on that server; its default one by default")
    neo4j_seconds: float = Field(default=4.5, gt=0, description="longest a read in the graph database may take [s]")
    interactive_seconds: float = Field(default=10.0, gt=0, description="longest a request over HTTP is worked on [s]")
    workers: int = Field(default=2, ge=1, description="threads that compute answers over HTTP")
    jobs: int = Field(
        default=4, ge=1, description="long answers over HTTP that may go on at once, aside from the short ones"
    )
    job_seconds: float = Field(default=1800.0, gt=0, description="longest a job is worked on [s]")
    queue: int = Field(default=50, ge=1, description="answers over HTTP that may be worked on or wait at once")
    cache_bytes: int = Field(default=256_000_000, ge=1, description="answers kept ready over HTTP [bytes]")
    answer_bytes: int = Field(default=10_000_000, ge=1, description="largest answer over HTTP [bytes]")
    upload_bytes: int = Field(default=50_000_000, ge=1, description="largest file of an upload [bytes]")
    upload_files: int = Field(
        default=20, ge=1, description="most files of an upload; most workbooks of a load, in folders and archives too"
    )
    upload_total_bytes: int = Field(default=200_000_000, ge=1, description="largest upload in all [bytes]")
    upload_seconds: float = Field(default=300.0, gt=0, description="longest an upload may take to arrive [s]")
    upload_idle_seconds: float = Field(default=15.0, gt=0, description="longest an arriving upload may pause [s]")
    serve_raw: bool = Field(default=False, description="hand out uploaded files over HTTP, byte for byte and unmasked")
    hosts: str = Field(
        default="", description="names besides loopback that the service is called by, e.g. behind a proxy; a,b"
    )
    geojson: Path | None = Field(
        default=None, description="your own borders as GeoJSON, property adcode (GB/T 2260), for the page of regions"
    )
    geojson_approval: str = Field(
        default="", description="审图号 of these borders, shown below them; without it they are not drawn"
    )
    compute: str = Field(
        default="threads",
        pattern=r"^(threads|processes|dask://[^\s/]+:[0-9]{1,5})$",
        description="where sweeps over all failures run: threads or processes of this machine, dask://HOST:PORT",
    )
    checkpoint_bytes: int = Field(
        default=1_000_000_000,
        ge=0,
        description="finished parts of sweeps that broke off, kept for the next run [bytes]",
    )
    debug: bool = Field(default=False, description="show the stack of unforeseen errors")

    def host_names(self) -> tuple[str, ...]:
        """The names of ``hosts``, one by one."""
        return tuple(name for name in (part.strip() for part in self.hosts.split(",")) if name)

    def store_file(self) -> Path | None:
        """The SQLite file behind the store, None for a server."""
        head = "sqlite:///"
        return Path(self.store_url[len(head) :]) if self.store_url.startswith(head) else None

    def checkpoint_folder(self) -> Path | None:
        """Where finished parts of sweeps are kept: beside the store, else among the caches of this account; None where
        none are to be, or the store is for reading only."""
        file = self.store_file()
        if self.checkpoint_bytes == 0 or str(file) == ":memory:":
            return None
        if file is None:
            return user_cache_path("graphsvc") / "checkpoints"
        if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
            return None
        return file.with_name(f"{file.name}.checkpoints")


def read_settings() -> Settings:
    """The settings of environment and ``.env``; refused (``bad_setting``) where a value is none."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "GRAPHSVC_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError("bad_setting", name=name, reason=first["msg"]) from error


def language(chosen: str | None, setting: str | None) -> Lang:
    """The language of messages: the option, the setting, the environment, else Chinese."""
    told = chosen or setting or next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    return "en" if told.lower().startswith("en") else "zh"

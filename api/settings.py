"""The settings of Penroll: every PENROLL_* variable, what it means, and the values of a process.

Entry points call `Settings.from_env(os.environ)`; everything below receives values. A new variable
is a row of VARIABLES and a field of a settings class.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from db.settings import DatabaseSettings
from workers.settings import WorkerSettings

DEVELOPMENT = "development"
PRODUCTION = "production"
_MEGABYTE = 1_000_000


class SettingsError(ValueError):
    """Variables that cannot be used; the text has one line for each and repeats no value."""


def _number(least: float, most: float, *, whole: bool = True) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = int(text) if whole else float(text)
        if not least <= value <= most:
            raise SettingsError(f"must be between {least:g} and {most:g}")
        return value

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise SettingsError(f"must be one of {', '.join(choices)}")
        return text

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise SettingsError(f"must begin with {' or '.join(f'{s}://' for s in schemes)}")
        return text

    return parse


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _origins(text: str) -> tuple[str, ...]:
    for origin in _list(text):
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise SettingsError("wants origins such as https://jobs.example.org")
    return _list(text)


def _networks(text: str) -> tuple[str, ...]:
    for network in _list(text):
        ip_network(network)
    return _list(text)


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """How often a caller may do something; zero means any number."""

    requests_per_minute: int
    posts_per_hour: int
    applications_per_hour: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A PENROLL_* variable. `parse` raises ValueError; an empty default means "not set"."""

    name: str
    meaning: str
    default: str
    parse: Callable[[str], object] = str
    secret: bool = False

    def shown(self, environ: Mapping[str, str]) -> str:
        """Give the present value with the password of a URL, or a whole secret, masked."""
        value = environ.get(self.name, "") or self.default
        if not value or not self.secret:
            return value
        parts = urlsplit(value)
        if not parts.scheme:
            return "***"
        if parts.password is None:
            return value
        address = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{address}"))


VARIABLES = (
    Variable("PENROLL_ENV", "development shows the IDE and readable logs", DEVELOPMENT,
             _one_of(DEVELOPMENT, PRODUCTION)),
    Variable("PENROLL_DATA_DIR", "folder of the embedded servers' data, sockets and logs",
             ".penroll"),
    Variable("PENROLL_DATABASE_URL", "PostgreSQL 18 with pgvector, instead of the embedded one",
             "", _url("postgresql", "postgres"), secret=True),
    Variable("PENROLL_REDIS_URL", "Redis 6.2+ or Valkey, instead of the embedded one", "",
             _url("redis", "rediss", "unix"), secret=True),
    Variable("PENROLL_POOL_SIZE", "database connections of one process", "10", _number(2, 100)),
    Variable("PENROLL_HOST", "address that the API listens on", "127.0.0.1"),
    Variable("PENROLL_PORT", "port of the API; 0 takes a free one; not set: 8000 or a free one",
             "", _number(0, 65535)),
    Variable("PENROLL_ALLOWED_ORIGINS", "origins whose pages may call the API, by commas", "",
             _origins),
    Variable("PENROLL_TRUSTED_PROXIES", "networks whose X-Forwarded-For is believed, by commas",
             "", _networks),
    Variable("PENROLL_REQUESTS_PER_MINUTE", "requests of one address to one API process; 0: any",
             "600", _number(0, 1_000_000)),
    Variable("PENROLL_POSTS_PER_HOUR", "posts that a workspace or a stranger may ask for; 0: any",
             "60", _number(0, 1_000_000)),
    Variable("PENROLL_APPLICATIONS_PER_HOUR", "applications from one address, and files of "
             "strangers from it; 0: any", "300", _number(0, 1_000_000)),
    Variable("PENROLL_UPLOAD_MEGABYTES", "the largest file that POST /uploads takes", "10",
             _number(1, 100)),
    Variable("PENROLL_LOG_LEVEL", "debug, info, warning or error", "info",
             _one_of("debug", "info", "warning", "error")),
    Variable("PENROLL_WORKERS", "processes of `penroll up` for the default queue", "1",
             _number(1, 32)),
    Variable("PENROLL_WORKER_THREADS", "threads of a process for the default queue", "2",
             _number(1, 32)),
    Variable("PENROLL_WRITER", "who words posts: composer, bundled, named; not set: the best "
             "there is", "", _one_of("composer", "bundled", "named")),
    Variable("PENROLL_WRITER_MODEL", "hub id or folder of an instruct model, for the named writer",
             ""),
    Variable("PENROLL_WRITER_DOWNLOAD", "whether a model that is not here may be fetched from the "
             "hub: yes or no", "no", _one_of("yes", "no")),
    Variable("PENROLL_WRITER_PRECISION", "how a named model's weights are held: int8, bf16, fp32; "
             "not set: int8 on a CPU, bf16 on a GPU", "", _one_of("int8", "bf16", "fp32")),
    Variable("PENROLL_WRITER_SECONDS", "how long a model may word one post anew", "10",
             _number(0.1, 3600, whole=False)),
    Variable("PENROLL_LEASE_SECONDS", "how long a silent worker keeps a job", "15",
             _number(1, 600, whole=False)),
    Variable("PENROLL_RETENTION_DAYS", "days that applications are kept; 0: as the packs say",
             "0", _number(0, 36_500)),
    Variable("PENROLL_RESEND_SECONDS", "when a message that nobody took is sent again", "5",
             _number(0.1, 600, whole=False)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process of Penroll needs to know. `port` None: 8000, or a free one if taken.

    Without both URLs the servers are the embedded ones below `data_dir`.
    """

    environment: str
    data_dir: Path
    database_url: str | None
    redis_url: str | None
    pool_size: int
    host: str
    port: int | None
    allowed_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    limits: LimitSettings
    upload_bytes: int
    log_level: str
    workers: int

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read and check every PENROLL_* variable; raise SettingsError naming each bad one."""
        problems = list(problems_of(environ))
        if problems:
            raise SettingsError("\n".join(problems))
        values = {v.name: environ.get(v.name, "") or v.default for v in VARIABLES}
        return cls(
            environment=values["PENROLL_ENV"],
            data_dir=Path(values["PENROLL_DATA_DIR"]).expanduser(),
            database_url=values["PENROLL_DATABASE_URL"] or None,
            redis_url=values["PENROLL_REDIS_URL"] or None,
            pool_size=int(values["PENROLL_POOL_SIZE"]),
            host=values["PENROLL_HOST"],
            port=int(values["PENROLL_PORT"]) if values["PENROLL_PORT"] else None,
            allowed_origins=_origins(values["PENROLL_ALLOWED_ORIGINS"]),
            trusted_proxies=_networks(values["PENROLL_TRUSTED_PROXIES"]),
            limits=LimitSettings(
                requests_per_minute=int(values["PENROLL_REQUESTS_PER_MINUTE"]),
                posts_per_hour=int(values["PENROLL_POSTS_PER_HOUR"]),
                applications_per_hour=int(values["PENROLL_APPLICATIONS_PER_HOUR"]),
            ),
            upload_bytes=int(values["PENROLL_UPLOAD_MEGABYTES"]) * _MEGABYTE,
            log_level=values["PENROLL_LOG_LEVEL"],
            workers=int(values["PENROLL_WORKERS"]),
        )

    @property
    def shows_ide(self) -> bool:
        return self.environment == DEVELOPMENT

    @property
    def embedded(self) -> bool:
        return self.database_url is None

    @property
    def database(self) -> DatabaseSettings:
        """Give where the engines are; raise SettingsError before that is known."""
        if self.database_url is None or self.redis_url is None:
            raise SettingsError("PENROLL_DATABASE_URL and PENROLL_REDIS_URL are not set")
        return DatabaseSettings(self.database_url, self.redis_url, self.pool_size)

    def at(self, *, database_url: str, redis_url: str) -> "Settings":
        """Give these settings with the engines at the URLs."""
        return replace(self, database_url=database_url, redis_url=redis_url)

    def exported(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Give `environ` for a child process that uses the same engines."""
        where = self.database
        return dict(environ) | {
            "PENROLL_DATABASE_URL": where.database_url,
            "PENROLL_REDIS_URL": where.redis_url,
        }

    def worker(self, environ: Mapping[str, str]) -> WorkerSettings:
        """Give the settings of a worker or relay on the same engines."""
        return WorkerSettings.from_env(self.exported(environ))


def problems_of(environ: Mapping[str, str]) -> Iterator[str]:
    """Say, in a line each, which variables cannot be used and why; values are not repeated."""
    known = {variable.name for variable in VARIABLES}
    for variable in VARIABLES:
        value = environ.get(variable.name, "")
        if value and (reason := _refusal(variable, value)):
            yield f"{variable.name}: {reason}"
    for name in sorted(environ):
        if name.startswith("PENROLL_") and name not in known:
            yield f"{name}: there is no such setting (`penroll doctor` lists them)"
    if bool(environ.get("PENROLL_DATABASE_URL")) != bool(environ.get("PENROLL_REDIS_URL")):
        yield "PENROLL_DATABASE_URL and PENROLL_REDIS_URL: set both, or neither"


def _refusal(variable: Variable, value: str) -> str | None:
    try:
        variable.parse(value)
    except SettingsError as error:
        return str(error)
    except ValueError:
        return "is malformed"
    return None

"""Where embedded servers keep their data and sockets, and who owns it."""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from api.servers.children import Account

_SOCKET_PATH_LIMIT = 90
"""Unix socket paths end at about 100 bytes; the socket's own name needs the rest."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one data folder. `account` is set when servers must not run as root."""

    data: Path
    postgres: Path
    valkey: Path
    logs: Path
    account: Account | None

    @classmethod
    def under(cls, data: Path) -> "Folders":
        """Create the folders below `data`; raise OSError when that cannot be done."""
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        account = _unprivileged() if os.geteuid() == 0 else None
        data.chmod(0o711 if account else 0o700)
        folders = cls(
            data=data,
            postgres=_postgres_home(data, account),
            valkey=_private(data / "valkey"),
            logs=_private(data / "logs"),
            account=account,
        )
        _private(folders.postgres, account)
        return folders

    def sockets(self, home: Path, account: Account | None = None) -> Path:
        """Give the socket folder of a server: below its home, or a short path for a long one."""
        folder = home / "run"
        if len(os.fsencode(folder)) > _SOCKET_PATH_LIMIT:
            folder = _short_folder(home)
        return _private(folder, account)


def reachable(path: Path, account: Account) -> bool:
    """Say whether `account` may enter every folder down to `path`."""
    return all(_may_enter(folder.stat(), account) for folder in (path, *path.parents))


def _may_enter(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _postgres_home(data: Path, account: Account | None) -> Path:
    """PostgreSQL's folder; outside `data` where its account may not pass (below /root, say)."""
    if account is None or reachable(data, account):
        return data / "postgres"
    return _short_folder(data)


def _short_folder(path: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path("/var/tmp") / f"penroll-{os.geteuid()}-{digest}"  # noqa: S108 - made 0700, owner checked


def _private(folder: Path, account: Account | None = None) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = account.uid if account else os.geteuid()
    found = folder.lstat()
    if account and found.st_uid == os.geteuid():
        os.chown(folder, account.uid, account.gid)
    elif found.st_uid != owner or stat.S_ISLNK(found.st_mode):
        raise PermissionError(f"{folder} belongs to somebody else: choose another PENROLL_DATA_DIR")
    folder.chmod(0o700)
    return folder


def _unprivileged() -> Account:
    """PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing else."""
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)

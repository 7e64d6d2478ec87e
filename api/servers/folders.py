"""Where embedded servers keep their data and sockets, and who owns it."""

import hashlib
import os
import pwd
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path

from api.servers.children import Account

SOCKET_PATH_LIMIT = 90
"""Unix socket paths end at about 100 bytes; the socket's own name needs the rest."""

_ELSEWHERE = Path("/var/lib/penroll")
_RUNTIME = Path("/tmp")  # noqa: S108 - folders below it are made 0700 and their owner is checked


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one data folder. `account` is set when PostgreSQL must not run as us."""

    data: Path
    postgres: Path
    valkey: Path
    logs: Path
    account: Account | None

    @classmethod
    def under(cls, data: Path) -> "Folders":
        """Create the folders below `data`; raise OSError with what to mend when that fails."""
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(data)
        _refuse_nameless()
        account = _unprivileged() if os.geteuid() == 0 else None
        data.chmod(0o711 if account else 0o700)
        return cls(
            data=data,
            postgres=_private(_postgres_home(data, account), account),
            valkey=_private(data / "valkey"),
            logs=_private(data / "logs"),
            account=account,
        )

    def postgres_sockets(self) -> Path:
        return _private(_socket_folder(self.postgres), self.account)

    def valkey_sockets(self) -> Path:
        return _private(_socket_folder(self.valkey))

    def forget_sockets(self) -> None:
        """Remove socket folders that lie outside, once the servers have ended."""
        for home in (self.postgres, self.valkey):
            folder = _socket_folder(home)
            if folder.parent == _RUNTIME and folder.is_dir():
                for left in folder.iterdir():
                    left.unlink()
                folder.rmdir()


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
    """Give PostgreSQL's folder: below `data`, or elsewhere where its account may not pass.

    That is so below /root. The place is noted in `data` under a name made at random, so that
    removing `data` and starting again gives an empty database.
    """
    note = data / "postgres-is-at"
    if note.is_file():
        return Path(note.read_text().strip())
    if account is None or (data / "postgres").exists() or reachable(data, account):
        return data / "postgres"
    _ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
    home = _ELSEWHERE / uuid.uuid4().hex[:16]
    note.write_text(f"{home}\n")
    return home


def _socket_folder(home: Path) -> Path:
    """Give `run` below `home`, or a short path that stands for a long one."""
    folder = home / "run"
    if len(os.fsencode(folder)) <= SOCKET_PATH_LIMIT:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return _RUNTIME / f"penroll-{os.geteuid()}-{digest}"


def _private(folder: Path, account: Account | None = None) -> Path:
    """Make `folder` for its owner alone; raise PermissionError when it is somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(folder, account)
    if account and folder.stat().st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder


def _refuse_foreign(folder: Path, account: Account | None = None) -> None:
    ours = {os.geteuid(), account.uid if account else os.geteuid()}
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in ours:
        raise PermissionError(
            f"{folder} belongs to user {found.st_uid}, not {os.geteuid()}: run Penroll as that "
            "user, or give PENROLL_DATA_DIR a folder of your own"
        )


def _refuse_nameless() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        reason = f"PostgreSQL wants its user to have a name, and user {os.geteuid()} has none"
        raise PermissionError(f"{reason}: add a line to /etc/passwd, or be another user") from None


def _unprivileged() -> Account:
    """Give the account `nobody`: PostgreSQL refuses to run as root."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        reason = "PostgreSQL refuses to run as root and this system has no account `nobody`"
        raise PermissionError(f"{reason}: start Penroll as an ordinary user") from None
    return Account(entry.pw_uid, entry.pw_gid)

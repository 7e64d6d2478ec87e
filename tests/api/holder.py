"""A process that runs the embedded servers, to be killed by tests: `python -m tests.api.holder`."""

import json
import sys
from pathlib import Path

from api.servers.engines import running_engines
from api.servers.lock import AlreadyRunningError
from api.stopping import StopSignals


def main(data: str) -> int:
    signals = StopSignals.installed()
    try:
        with running_engines(Path(data), lambda _: None) as engines:
            pids = [engines.postgres.process.pid, engines.valkey.process.pid]
            admin = engines.postgres.admin_conninfo
            told = {"address": [engines.postgres.url, engines.valkey.url], "admin": admin}
            print(json.dumps(told | {"pids": pids}), flush=True)  # noqa: T201
            signals.asked.wait()
    except AlreadyRunningError:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""Where the weights of a named model lie, whether they are safe to load, and their digest."""

import hashlib
from pathlib import Path

from nlp.runtime.weights import WeightsError

_WANTED = ("*.safetensors", "*.json", "*.jinja", "*.model", "*.txt")


def model_folder(name: str, *, may_download: bool) -> Path:
    """Give the folder of a model: `name` is a folder, or a hub id that is in the hub's cache.

    With `may_download` a hub id that is not in the cache is fetched. Raises WeightsError when the
    model cannot be found, or has no safetensors weights: other formats can run code when loaded.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _from_hub(name, may_download=may_download)
    if not (folder / "config.json").is_file():
        raise WeightsError(f"{name} has no config.json: name a folder that transformers can load")
    if not weight_files(folder):
        raise WeightsError(f"{name} has no *.safetensors: Penroll loads no other kind of weights")
    return folder


def _from_hub(name: str, *, may_download: bool) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only for a named model
    from huggingface_hub.errors import (  # noqa: PLC0415
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    try:
        return Path(
            snapshot_download(name, local_files_only=not may_download, allow_patterns=list(_WANTED))
        )
    except HFValidationError as error:
        raise WeightsError(f"{name} is neither a folder nor the id of a model") from error
    except LocalEntryNotFoundError as error:
        ways = (
            "give a folder" if may_download else "give a folder, fetch it once, or allow downloads"
        )
        raise WeightsError(f"{name} is not on this machine: {ways}") from error
    except (HfHubHTTPError, OSError) as error:
        raise WeightsError(f"{name} could not be fetched: {type(error).__name__}") from error


def weight_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors"))


def weights_digest(folder: Path) -> str:
    """Give one SHA-256 over the names and contents of all weight files."""
    total = hashlib.sha256()
    for path in weight_files(folder):
        with path.open("rb") as file:
            total.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()

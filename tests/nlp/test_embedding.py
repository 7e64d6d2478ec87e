"""A text's vector depends on the text alone: a profile can be made again to the last bit."""

import ctypes
import resource
import sys

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from nlp.ranking.reading import packed, read
from nlp.runtime.embedding import DIMENSIONS, Embedder
from nlp.runtime.weights import minilm_folder, minilm_reach

EMBEDDER = Embedder()
TEXTS = [
    "Python",
    "Senior nurse: wound care on a surgical ward of thirty beds",
    "",
    "Führung eines Teams von zwölf Fachkräften im Außendienst",
    "bookkeeping, payroll, month-end closing " * 40,
    "SQL",
]
CV = """Ward nurse, St. Mary's, 2016 - 2021
- Gave intravenous medication and kept the charts
- Trained four students in wound care

Skills: wound care, phlebotomy, triage, discharge planning
"""


def test_a_vector_is_the_same_alone_and_in_any_company() -> None:
    among = EMBEDDER.embed(TEXTS)
    backwards = EMBEDDER.embed(TEXTS[::-1] * 8)[: len(TEXTS)][::-1]
    assert np.array_equal(among, backwards)
    for text, row in zip(TEXTS, among, strict=True):
        assert np.array_equal(EMBEDDER.embed([text])[0], row)


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="glibc alone"
)
def test_a_batch_takes_no_new_memory_after_others_of_its_size() -> None:
    batches = [[f"{text} {number}" for text in TEXTS * 8] for number in range(4)]
    faults = []
    for batch in batches:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        EMBEDDER.embed(batch)
        faults.append(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before)
    assert min(faults[1:]) < 200


def test_vectors_are_unit_rows_near_those_of_the_model_in_floats() -> None:
    folder = minilm_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    for text, row in zip(TEXTS, EMBEDDER.embed(TEXTS), strict=True):
        pieces = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
        with torch.inference_mode():
            mean = model(**pieces).last_hidden_state[0].mean(0)
        exact = torch.nn.functional.normalize(mean, dim=0).numpy()
        assert float(row @ row) == pytest.approx(1.0, abs=1e-5)
        assert float(row @ exact) > 0.985


def test_a_cvs_reading_is_the_same_bytes_each_time_and_keeps_what_is_added_to() -> None:
    once, again = read(CV, EMBEDDER.embed), read(CV, Embedder().embed)
    assert packed(once) == packed(again)
    longer = read(f"{CV}\nLanguages: French, German\n", EMBEDDER.embed)
    assert np.array_equal(longer.passages[: len(once.passages)], once.passages)


def test_no_texts_give_no_rows() -> None:
    assert EMBEDDER.embed([]).shape == (0, DIMENSIONS)
    assert len(read("", EMBEDDER.embed).passages) == 0


def test_the_reach_of_the_packaged_weights_is_shipped() -> None:
    assert minilm_reach().stat().st_size < 100_000

"""Files on their way in: who may use them, what becomes of them, and who gets them back."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.files import CHUNK_BYTES
from db.rows import ApplicantRow, UploadChunkRow, UploadRow
from db.sessions import sync_engine, sync_sessions
from tests.client import SUBMIT, Api, Json, Posted
from tests.nlp.documents import Pdf, docx_of, docx_with_hidden, pdf_of

SENT = """
query ($id: ID!) {
  applicant(id: $id) {
    handle status cvText unreadableReason fileUrl hiddenText { kind characters }
    skillProfile { skills { skill { slug } mentions { text start end } } }
  }
}
"""
CV = ("Ana Example", "Six years of bookkeeping with Xero.")


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    return await api.published()


@contextmanager
def database(api: Api) -> Iterator[Session]:
    engine = sync_engine(api.settings.database, application_name="tests")
    with sync_sessions(engine).begin() as session:
        yield session
    engine.dispose()


async def submit(api: Api, posted: Posted, upload: str, *, token: str | None = None) -> Json:
    given = {"postId": posted.id, "name": "Ana", "email": "ana@example.org", "uploadId": upload}
    data = await api.data(SUBMIT, {"input": given}, token=token)
    payload: Json = data["submitApplication"]
    return payload


async def read(api: Api, posted: Posted, content: bytes) -> Json:
    """Apply with a file, let it be read, and give what the recruiter sees."""
    made = await submit(api, posted, await api.uploaded(content))
    assert made["userErrors"] == []
    await api.work()
    data = await api.data(SENT, {"id": made["applicant"]["id"]}, token=posted.token)
    applicant: Json = data["applicant"]
    return applicant


@pytest.mark.parametrize(
    "content",
    [pdf_of(*CV), docx_of(*CV), "\n".join(CV).encode("utf-16")],
    ids=["pdf", "docx", "utf-16"],
)
async def test_a_file_becomes_a_cv_with_verbatim_mentions(
    api: Api, posted: Posted, content: bytes
) -> None:
    applicant = await read(api, posted, content)
    assert applicant["status"] == "READY"
    assert applicant["cvText"] == "\n".join(CV)
    skills = {s["skill"]["slug"]: s for s in applicant["skillProfile"]["skills"] if s["skill"]}
    assert {"bookkeeping", "xero"} <= set(skills)
    for skill in skills.values():
        for mention in skill["mentions"]:
            assert applicant["cvText"][mention["start"] : mention["end"]] == mention["text"]


async def test_the_file_goes_once_its_text_stands(api: Api, posted: Posted) -> None:
    upload = await api.uploaded(pdf_of(*CV))
    made = await submit(api, posted, upload)
    given = {"id": made["applicant"]["id"]}
    waiting = (await api.data(SENT, given, token=posted.token))["applicant"]
    assert waiting["fileUrl"] == f"/uploads/{upload}"
    await api.work()
    applicant = (await api.data(SENT, given, token=posted.token))["applicant"]
    assert applicant["fileUrl"] is None
    with database(api) as session:
        assert session.get(UploadRow, uuid.UUID(upload)) is None
    got = await api.fetched(f"/uploads/{upload}", token=posted.token)
    assert got.status_code == 404


async def test_hidden_words_are_dropped_noted_and_count_for_nothing(
    api: Api, posted: Posted
) -> None:
    content = docx_with_hidden("Bookkeeping.", vanished="QuickBooks", pale="Xero", tiny="Payroll")
    applicant = await read(api, posted, content)
    assert applicant["cvText"] == "Bookkeeping."
    assert {h["kind"]: h["characters"] for h in applicant["hiddenText"]} == {
        "INVISIBLE": 10,
        "BACKGROUND_COLOUR": 4,
        "TINY": 7,
    }
    slugs = {s["skill"]["slug"] for s in applicant["skillProfile"]["skills"] if s["skill"]}
    assert not slugs & {"quickbooks", "xero", "payroll"}


async def test_hidden_characters_of_pasted_text_are_dropped_and_offsets_hold(
    api: Api, posted: Posted
) -> None:
    smuggled = "".join(chr(0xE0000 + ord(char)) for char in "Xero")
    made = await api.applied(posted, f"Book\u200bkeeping.{smuggled}\r\nPayroll.")
    await api.work()
    given = {"id": made["applicant"]["id"]}
    applicant = (await api.data(SENT, given, token=posted.token))["applicant"]
    assert applicant["cvText"] == "Bookkeeping.\nPayroll."
    assert applicant["hiddenText"] == [{"kind": "UNSEEN_CHARACTERS", "characters": 4}]
    for skill in applicant["skillProfile"]["skills"]:
        for mention in skill["mentions"]:
            assert applicant["cvText"][mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize(
    ("content", "reason", "suffix"),
    [
        (Pdf(password="secret").line("Ana", 60, 700).bytes(), "ENCRYPTED", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "IMAGE_ONLY", "png"),
        (b"%PDF-1.7 and then nothing", "DAMAGED", "pdf"),
        (b"PK\x03\x04....", "DAMAGED", "docx"),
        (bytes(range(32)) * 100, "NOT_TEXT", "txt"),
        (b"x" * 5_000_000, "TOO_LARGE", "txt"),
    ],
    ids=["encrypted", "image", "damaged pdf", "damaged zip", "binary", "long"],
)
async def test_an_unreadable_file_says_why_is_not_ranked_and_is_kept(
    api: Api, content: bytes, reason: str, suffix: str
) -> None:
    posted = await api.published()
    applicant = await read(api, posted, content)
    assert (applicant["status"], applicant["unreadableReason"]) == ("UNREADABLE", reason)
    assert applicant["cvText"] is applicant["skillProfile"] is None
    ranking = "query ($id: ID!) { post(id: $id) { ranking { version } } }"
    board = await api.data(ranking, {"id": posted.id}, token=posted.token)
    assert board["post"]["ranking"] is None
    got = await api.fetched(applicant["fileUrl"], token=posted.token)
    assert got.status_code == 200
    assert got.content == content
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["cache-control"] == "no-store"
    name = applicant["handle"].replace(" ", "-")
    assert got.headers["content-disposition"] == f'attachment; filename="{name}.{suffix}"'


async def test_a_kept_file_opens_to_its_recruiter_and_its_sender_alone(api: Api) -> None:
    posted, other = await api.published(), await api.published()
    upload = await api.uploaded(b"%PDF-1.7 broken")
    made = await submit(api, posted, upload)
    stranger = await api.applied(posted, "Bookkeeping.")
    analyst = await api.data(
        "mutation { createAccessToken(role: ANALYST) { token } }", token=posted.token
    )
    url = f"/uploads/{upload}"
    statuses = {
        "recruiter": posted.token,
        "sender": made["applicantToken"],
        "nobody": None,
        "foreign recruiter": other.token,
        "another applicant": stranger["applicantToken"],
        "analyst": analyst["createAccessToken"]["token"],
        "bad token": "pnr_unknown",
    }
    got = {who: (await api.fetched(url, token=t)).status_code for who, t in statuses.items()}
    assert got == {
        "recruiter": 200,
        "sender": 200,
        "nobody": 401,
        "foreign recruiter": 404,
        "another applicant": 404,
        "analyst": 404,
        "bad token": 401,
    }


async def test_erasure_takes_the_kept_file_along(api: Api, posted: Posted) -> None:
    upload = await api.uploaded(b"%PDF-1.7 broken")
    made = await submit(api, posted, upload)
    await api.work()
    erase = "mutation ($id: ID!) { eraseApplicant(applicantId: $id) { erased } }"
    await api.data(erase, {"id": made["applicant"]["id"]}, token=made["applicantToken"])
    with database(api) as session:
        assert session.get(UploadRow, uuid.UUID(upload)) is None
        left = select(func.count()).where(UploadChunkRow.upload_id == uuid.UUID(upload))
        assert session.scalar(left) == 0


class TestWhoMayUseIt:
    async def test_once_and_no_more(self, api: Api, posted: Posted) -> None:
        upload = await api.uploaded(b"Bookkeeping.")
        assert (await submit(api, posted, upload))["userErrors"] == []
        again = await submit(api, posted, upload)
        assert [e["code"] for e in again["userErrors"]] == ["NOT_FOUND"]
        assert again["applicant"] is None

    async def test_a_recruiter_s_file_is_for_their_own_workspace(
        self, api: Api, posted: Posted
    ) -> None:
        other = await api.published()
        upload = await api.uploaded(b"Bookkeeping.", token=posted.token)
        for post, token in ((posted, None), (posted, other.token), (other, posted.token)):
            payload = await submit(api, post, upload, token=token)
            assert [e["code"] for e in payload["userErrors"]] == ["NOT_FOUND"]
        assert (await submit(api, posted, upload, token=posted.token))["userErrors"] == []

    async def test_within_a_day(self, api: Api, posted: Posted) -> None:
        upload = await api.uploaded(b"Bookkeeping.")
        with database(api) as session:
            late = func.clock_timestamp() - func.make_interval(0, 0, 0, 1, 0, 1)
            own = UploadRow.id == uuid.UUID(upload)
            session.execute(update(UploadRow).where(own).values(received_at=late))
        payload = await submit(api, posted, upload)
        assert [e["code"] for e in payload["userErrors"]] == ["NOT_FOUND"]
        await api.uploaded(b"Another.")
        with database(api) as session:
            assert session.get(UploadRow, uuid.UUID(upload)) is None

    async def test_a_refused_application_uses_nothing_up(self, api: Api, posted: Posted) -> None:
        upload = await api.uploaded(b"Bookkeeping.")
        close = "mutation ($id: ID!) { closePost(postId: $id) { userErrors { code } } }"
        closed = await api.published()
        await api.data(close, {"id": closed.id}, token=closed.token)
        assert (await submit(api, closed, upload))["userErrors"][0]["code"] == "CLOSED"
        assert (await submit(api, posted, upload))["userErrors"] == []

    async def test_an_analyst_sends_no_files(self, api: Api, posted: Posted) -> None:
        create = "mutation { createAccessToken(role: ANALYST) { token } }"
        token = (await api.data(create, token=posted.token))["createAccessToken"]["token"]
        headers = {"authorization": f"Bearer {token}"}
        answer = await api.http.post("/uploads", content=b"x", headers=headers)
        assert answer.status_code == 403


class TestStreaming:
    async def test_a_large_file_is_kept_in_chunks_and_comes_back_whole(
        self, api: Api, posted: Posted
    ) -> None:
        content = b"%PDF-1.7 " + bytes(range(256)) * 3000

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 70_001):
                yield content[start : start + 70_001]

        answer = await api.http.post("/uploads", content=pieces())
        upload = answer.json()["id"]
        with database(api) as session:
            sizes = session.scalars(
                select(func.length(UploadChunkRow.content))
                .where(UploadChunkRow.upload_id == uuid.UUID(upload))
                .order_by(UploadChunkRow.position)
            ).all()
        assert list(sizes) == [CHUNK_BYTES, CHUNK_BYTES, len(content) - 2 * CHUNK_BYTES]
        await submit(api, posted, upload)
        assert (await api.fetched(f"/uploads/{upload}", token=posted.token)).content == content

    @pytest.mark.parametrize("content", [b"", b" \n\t "])
    async def test_a_blank_file_is_refused(self, api: Api, content: bytes) -> None:
        answer = await api.http.post("/uploads", content=content)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNREADABLE_FILE"

    async def test_a_file_above_the_cap_leaves_nothing(self, api: Api) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(101):
                yield b"x" * 100_000

        with database(api) as session:
            before = session.scalar(select(func.count()).select_from(UploadRow))
        for body in (b"x" * 10_000_001, endless()):
            answer = await api.http.post("/uploads", content=body)
            assert answer.status_code == 413
            assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE"
        with database(api) as session:
            assert session.scalar(select(func.count()).select_from(UploadRow)) == before

    async def test_an_application_while_the_file_still_comes_is_refused(
        self, api: Api, posted: Posted
    ) -> None:
        upload = uuid.uuid4()
        with database(api) as session:
            session.add(UploadRow(id=upload))
        payload = await submit(api, posted, str(upload))
        assert [e["code"] for e in payload["userErrors"]] == ["NOT_FOUND"]
        with database(api) as session:
            waits = ApplicantRow.upload_id == upload
            assert session.scalar(select(func.count()).where(waits)) == 0

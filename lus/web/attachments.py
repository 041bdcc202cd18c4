"""Files in pages: chosen in a form, checked, and handed out again as something to save, never to run or show."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from lus.domain.attachment import LARGEST, MB, MOST, TOGETHER, AttachmentError, File, checked, cleaned
from lus.domain.errors import Refusal
from lus.queries.attachment import attachment
from lus.web.actor import actor
from lus.web.pages import PURPOSE, REF
from lus.web.permissions import Permission, allows

router = APIRouter()
FIELD = "files"
LARGEST_NUMBER = 10_000


async def uploaded(request: Request) -> list[UploadFile]:
    """The files of a form that `sent.typed` has read; an empty field of a browser is none."""
    form = await request.form()
    return [one for one in form.getlist(FIELD) if isinstance(one, UploadFile) and one.filename]


def looked_at(sent: Sequence[UploadFile]) -> tuple[tuple[File, ...], tuple[Refusal, ...]]:
    """The files that may be attached, and what is wrong with the others: a sentence for each."""
    if len(sent) > MOST:
        return (), (Refusal("too_many_files", {"most": MOST, "count": len(sent)}, FIELD),)
    if sum(one.size or 0 for one in sent) > TOGETHER:
        return (), (Refusal("files_too_large", {"most": TOGETHER // MB}, FIELD),)
    files: list[File] = []
    faults: list[Refusal] = []
    for one in sent:
        try:
            files.append(checked(one.filename or "", one.file.read(LARGEST + 1)))
        except AttachmentError as fault:
            told = {"name": cleaned(one.filename or ""), "most": LARGEST // MB}
            faults.append(Refusal(str(fault.args[0]), told, FIELD))
    return tuple(files), tuple(faults)


@router.get("/arende/{ref}/fil/{seq}/{number}", dependencies=[allows(Permission.CASE)])
def download(request: Request, ref: str, seq: int, number: int) -> Response:
    """The file, to be saved. Logged as a read; 404 for whoever may not read the message."""
    if not REF.fullmatch(ref.upper()) or not (0 < seq < LARGEST_NUMBER and 0 < number <= MOST):
        raise HTTPException(404)
    with request.app.state.system.reading(actor(request), PURPOSE) as door:
        found = attachment(door, ref.upper(), seq, number)
    if found is None:
        raise HTTPException(404)
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in " .-_" else "_" for c in found.name)
    return Response(
        found.content,
        media_type=found.type,
        headers={
            "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )

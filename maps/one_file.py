"""The shared site as one HTML file to send: pages, map, styles and scripts within it. Only what may be shared goes in.

There is no such file of the internal site: :func:`one_file` takes the tables of ``share`` and nothing else.
"""

from __future__ import annotations

import base64
import re
import tempfile
from pathlib import Path

from maps.layers import LOCAL_CSS, LOCAL_JS
from maps.offline import check_offline
from maps.render import HERE, english, environment, framed
from maps.share_site import ShareData, shared_frame, shared_nav, shared_pages, shared_script

_IMAGE = re.compile(r"url\(([\w./-]+)\)")
_LEFT_OUT = ("wijk_pictures", "wijk_moving", "wijk_background", "wijk_state")
"""Scripts of what the shared site has not, and of what would be fetched."""


def one_file(data: ShareData) -> str:
    """The shared site as the text of one HTML file; the same tables give the same text.

    :raises maps.offline.OutsideReferenceError: it would refer outside itself.
    """
    frame, pages = shared_frame(data), shared_pages(data)
    scripts = [
        shared_script(data) if name == "wijk_base" else _read(path) for name, path in LOCAL_JS if name not in _LEFT_OUT
    ]
    content = (
        environment()
        .get_template("one_file.html.j2")
        .render(
            pages=[(page, english(page, frame)) for page in pages],
            nav=shared_nav(pages),
            styles=[_with_images(HERE / path) for _, path in LOCAL_CSS],
            first=_read("static/kader.js"),
            scripts=[*scripts, _read("static/bladen.js")],
            tiles=False,
            **framed(frame, shared=True),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(content, encoding="utf-8")
        check_offline(Path(folder))
    return content


def _read(path: str) -> str:
    return (HERE / path).read_text(encoding="utf-8")


def _with_images(path: Path) -> str:
    """A style sheet with the images it names written into it."""

    def written(match: re.Match[str]) -> str:
        image = path.parent / match.group(1)
        return f"url(data:image/png;base64,{base64.b64encode(image.read_bytes()).decode()})"

    return _IMAGE.sub(written, path.read_text(encoding="utf-8"))

"""The proof that a site needs no network finds each way out, and lets plain links and hostile text be."""

from __future__ import annotations

from pathlib import Path

import pytest

from maps.offline import TILES, TILES_FILE, OutsideReferenceError, check_offline
from maps.scripts import script_json

REFUSED = {
    "script": '<script src="https://cdn.example/x.js"></script>',
    "protocol_relative": '<script src="//cdn.example/x.js"></script>',
    "upper_case": '<IMG SRC="HTTP://cdn.example/x.png">',
    "style_sheet": '<link rel="stylesheet" href="https://cdn.example/x.css">',
    "style_attribute": '<p style="background:url(https://cdn.example/x.png)">x</p>',
    "style_block": "<style>@import 'https://cdn.example/x.css';</style>",
    "srcset": '<img src="" srcset="https://cdn.example/x.png 2x">',
    "frame": '<iframe src="https://kwaad.example"></iframe>',
    "frame_content": '<iframe srcdoc="<script src=//kwaad.example></script>"></iframe>',
    "form": '<form action="https://kwaad.example"></form>',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://kwaad.example">',
    "base": '<base href="/elders/">',
    "script_link": '<a href="javascript:alert(1)">x</a>',
    "tiles": "<script>L.tileLayer('https://tile.example/{z}/{x}/{y}.png')</script>",
    "fetch": '<script>fetch("//kwaad.example/x")</script>',
    "socket": '<script>new WebSocket("wss://kwaad.example")</script>',
    "handler": "<p onclick=\"location='https://kwaad.example'\">x</p>",
    "missing_file": '<img src="static/is-er-niet.png">',
    "outside_folder": '<img src="../geheim.png">',
    "data_page": '<iframe src="data:text/html,x"></iframe>',
}


def site(folder: Path, body: str) -> Path:
    (folder / "index.html").write_text(f"<!doctype html><html><body>{body}</body></html>", encoding="utf-8")
    return folder


@pytest.mark.parametrize("way", REFUSED)
def test_a_page_that_leaves_the_site_is_refused(tmp_path: Path, way: str) -> None:
    with pytest.raises(OutsideReferenceError, match=r"index\.html"):
        check_offline(site(tmp_path, REFUSED[way]))


def test_plain_links_own_files_and_inline_images_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p{background:url(x.png)} svg{fill:url(#hatch)}", encoding="utf-8")
    (tmp_path / "x.png").write_bytes(b"x")
    body = (
        '<a href="https://www.openstreetmap.org/copyright">OSM</a><a href="index.html#a">a</a><a href="#b">b</a>'
        '<link rel="stylesheet" href="a.css"><img src="x.png" alt=""><img src="data:image/png;base64,AAAA" alt="">'
    )
    assert check_offline(site(tmp_path, body)) == 2


def test_an_address_that_is_only_text_of_the_data_is_no_way_out(tmp_path: Path) -> None:
    text = "<img src=http://kwaad.example/x onerror=fetch('https://kwaad.example')>"
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert check_offline(site(tmp_path, f"<p>{escaped}</p><script>var d={script_json([text])};</script>")) == 1


def test_a_style_sheet_and_a_script_file_are_read_too(tmp_path: Path) -> None:
    site(tmp_path, "")
    (tmp_path / "a.css").write_text("@font-face{src:url('https://fonts.example/a.woff2')}", encoding="utf-8")
    (tmp_path / "a.js").write_text("import('https://cdn.example/a.mjs')", encoding="utf-8")
    with pytest.raises(OutsideReferenceError, match="2 reference") as error:
        check_offline(tmp_path)
    assert "a.css" in str(error.value)
    assert "a.js" in str(error.value)


def test_folium_with_its_own_links_would_be_refused(tmp_path: Path) -> None:
    import folium

    folium.Map(location=[52.25, 6.16]).save(str(tmp_path / "index.html"))
    with pytest.raises(OutsideReferenceError):
        check_offline(tmp_path)


def test_the_background_map_is_allowed_in_its_own_script_alone(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    own = tmp_path / "static" / TILES_FILE
    own.write_text(f"var TILES = '{TILES}';", encoding="utf-8")
    assert check_offline(tmp_path) == 1
    own.write_text(f"var TILES = '{TILES}', other = 'https://elders.example/x';", encoding="utf-8")
    with pytest.raises(OutsideReferenceError, match=r"elders\.example"):
        check_offline(tmp_path)
    own.write_text("", encoding="utf-8")
    (tmp_path / "static" / "kaart.js").write_text(f"var TILES = '{TILES}';", encoding="utf-8")
    with pytest.raises(OutsideReferenceError, match=r"service\.pdok\.nl"):
        check_offline(tmp_path)

"""What the source of the older Weibo-archiver must not claim and must survive. Cases: exports/weibo/archiver-mjs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.model import MalformedExport, Post, Problem
from importers.sources import weibo_archiver_script
from importers.sources.weibo_archiver_script import WeiboArchiverScript

SOURCE = WeiboArchiverScript()
POST = {
    "id": "5106121941450753",
    "mblogid": "P2zg665pf",
    "created_at": 1732877801000,
    "text": "一条",
    "imgs": [],
    "user": {"id": "1000000102", "name": "青澜发布"},
}


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "data.mjs"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("data.mjs", ""),
        ("data.mjs", 'console.log(\'"mblogid" "created_at"\')'),
        ("data.mjs", 'export function f() { return {"mblogid": 1, "created_at": 2} }'),
        ("data.mjs", 'export const weibo = [{"title": 1}]'),
        ("data.json", 'export const weibo = [{"mblogid": 1, "created_at": 2}]'),
    ],
)
def test_other_scripts_are_not_claimed(name: str, head: str) -> None:
    assert not SOURCE.detect(Path(name), head.encode())


@pytest.mark.parametrize(
    "form",
    [
        "export const weibo = {}",
        "export default {};",
        'export let user = {{"uid": "1000000102"}};\nexport const weibo={}\n',
        'export const data = {{"weibo": {}}}',
        "\ufeffexport const weibo = {}",
    ],
)
def test_every_form_of_the_export_is_read(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form.format(json.dumps([POST], ensure_ascii=False)))
    assert SOURCE.detect(path, path.read_bytes())
    (post,) = SOURCE.read(path)
    assert isinstance(post, Post)
    assert post.account.ids == ("1000000102",)


def test_posts_of_others_stay_out(tmp_path: Path) -> None:
    other = POST | {"user": {"id": "1000000999", "name": "某市民"}}
    path = write(tmp_path, f"export const weibo = {json.dumps([POST, other])}")
    assert [type(one).__name__ for one in SOURCE.read(path)] == ["Post", "Skipped"]


@pytest.mark.parametrize(
    "content", ["export const weibo = [", "export const weibo = alert(1)", "export default []"]
)
def test_what_holds_no_post_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(MalformedExport):
        list(SOURCE.read(write(tmp_path, content)))


def test_what_follows_and_is_no_data_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, f"export const weibo = {json.dumps([POST])}\nexport const more = run()")
    assert [type(one) for one in SOURCE.read(path)] == [Post, Problem]


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weibo_archiver_script, "_MAX_FILE", 10)
    with pytest.raises(MalformedExport, match="过长"):
        list(SOURCE.read(write(tmp_path, "export const weibo = []")))

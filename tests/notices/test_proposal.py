"""A proposal may touch its own department's notices and nothing that runs, whatever it looks like."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from notices.__main__ import main
from notices.proposal import Change, judge

OWN = "content/shi/2026/20260305-a.md"
NOTICE = "---\ntitle: 一\ndate: 2026-03-05\ndepartment: shi\nslug: 20260305-a\nkind: 通知\n---\n\n正文。\n"

REFUSED = [
    ("content/ju/2026/a.md", "100644", "proposal-outside"),
    ("content/shi2/2026/a.md", "100644", "proposal-outside"),
    ("content/ѕhi/2026/a.md", "100644", "proposal-outside"),  # a Cyrillic letter
    ("content/shi/../ju/2026/a.md", "100644", "proposal-outside"),
    ("content/departments.toml", "100644", "proposal-outside"),
    ("pelicanconf.py", "100644", "proposal-outside"),
    ("theme/templates/base.html", "100644", "proposal-outside"),
    (".github/workflows/x.yml", "100644", "proposal-outside"),
    (".gitattributes", "100644", "proposal-outside"),
    ("theme/templates/base.html", "000000", "proposal-outside"),
    ("content/shi/2026/a.md", "120000", "proposal-kind"),
    ("content/shi/2026/a.md", "100755", "proposal-kind"),
    ("content/shi/sub", "160000", "proposal-kind"),
    ("content/shi/2026/a.html", "100644", "proposal-kind"),
    ("content/shi/2026/a.rst", "100644", "proposal-kind"),
    ("content/shi/media/a.svg", "100644", "proposal-kind"),
    ("content/shi/media/图.jpg", "100644", "proposal-kind"),
    ("content/shi/.gitattributes", "100644", "proposal-kind"),
    ("content/shi/2026/.a.md", "100644", "proposal-kind"),
    ("content/shi/x/2026/a.md", "100644", "proposal-kind"),
]
ALLOWED = [
    (OWN, "100644"),
    (OWN, "000000"),
    ("content/shi/2026/20260305-a.reviews", "100644"),
    ("content/shi/media/0f21ec74ec360281e6f1.jpg", "100644"),
    ("content/shi/media/b.xlsx", "100644"),
]


@pytest.mark.parametrize(("path", "mode", "rule"), REFUSED)
def test_it_is_refused(path: str, mode: str, rule: str) -> None:
    assert [problem.rule for problem in judge([Change(path, mode, 1)], ["shi"])] == [rule]


@pytest.mark.parametrize(("path", "mode"), ALLOWED)
def test_it_is_allowed(path: str, mode: str) -> None:
    assert list(judge([Change(path, mode, 1)], ["shi"])) == []


def test_a_huge_file_is_refused() -> None:
    assert [one.rule for one in judge([Change("content/shi/media/a.pdf", "100644", 21 << 20)], ["shi"])] == [
        "proposal-size"
    ]


class Repository:
    """A small repository with a main branch, on which departments propose."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.put("content/departments.toml", '[shi]\nname = "市政府"\nlevel = "市"\n')
        self.put("content/editors.toml", 'wang = ["shi"]\n')
        self.commit()
        self.git("switch", "-q", "-c", "proposal")

    def git(self, *arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True)

    def put(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def judged(self, *who: str) -> int:
        self.commit()
        return main(
            ["proposal", "--repository", str(self.root), "--base", "main", "--head", "proposal", *who]
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_good_proposal_may_be_merged(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put(OWN, NOTICE)
    assert repository.judged("--submitter", "wang") == 0
    assert "检查 1 条：没有错误" in capsys.readouterr().out


def test_its_notices_are_checked(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put(OWN, NOTICE.replace("正文", "13800001111"))
    assert repository.judged("--department", "shi") == 1
    assert "privacy-mobile" in capsys.readouterr().out


def test_a_link_and_a_foreign_file_are_refused(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.put("pelicanconf.py", "import os")
    repository.put(OWN, NOTICE)
    (repository.root / "content/shi/2026/b.md").symlink_to("/etc/passwd")
    assert repository.judged("--department", "shi") == 1
    told = capsys.readouterr().out
    assert "pelicanconf.py:1  proposal-outside" in told
    assert "content/shi/2026/b.md:1  proposal-kind" in told


def test_nobody_enrols_themselves(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put("content/editors.toml", 'li = ["shi"]\n')
    repository.put(OWN, NOTICE)
    assert repository.judged("--submitter", "li") == 2
    assert "没有登记" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("base", "head", "says"),
    [
        ("main", "--output=x", "--output=x"),
        ("main", "nowhere", "nowhere"),
        ("nowhere", "proposal", "nowhere"),
    ],
)
def test_an_unknown_branch_is_one_line(
    repository: Repository, capsys: pytest.CaptureFixture[str], base: str, head: str, says: str
) -> None:
    place = ["--repository", str(repository.root)]
    assert main(["proposal", *place, f"--base={base}", f"--head={head}", "--submitter", "wang"]) == 2
    assert not (repository.root / "x").exists()
    told = capsys.readouterr().err
    assert told.startswith("不能检查这次投稿：git 没有做成，请核对 --base、--head 和 --repository（")
    assert says in told
    assert told.count("\n") == 1


def test_a_register_of_editors_that_is_broken_is_told(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.git("switch", "-q", "main")
    repository.put("content/editors.toml", "wang = [")
    repository.commit()
    repository.git("switch", "-q", "proposal")
    repository.put(OWN, NOTICE)
    assert repository.judged("--submitter", "wang") == 2
    assert "content/editors.toml 不是合乎格式的 TOML，请网站管理员改正" in capsys.readouterr().err

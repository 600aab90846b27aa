"""The rules of the house, proved over its own source: layers, writers, imports, broad excepts, types."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("durable", "importers", "notices", "oldlinks", "plugins", "running", "search")
FILES = sorted(
    [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")] + list(ROOT.glob("*.py"))
)

# Each outside library enters through the files named here, so that it can be replaced there.
ENTRANCES = {
    "markdown": ("notices/render.py", "notices/tiring.py"),
    "nh3": ("notices/render.py",),
    "whoosh": ("search/storage/words.py",),
    "opensearchpy": ("search/engines/opensearch_cluster.py",),
    "rjieba": ("search/analysis.py",),
    # The folds differ: search must keep every substring findable, reposts forget all but letters and digits.
    "opencc": ("search/analysis.py", "importers/reposts/folding.py"),
    "datasketch": ("importers/reposts/sketching.py",),
    "granian": ("search/server.py",),
    "distributed": ("running/cluster.py",),
    "numpy": ("search/", "importers/reposts/sketching.py"),
    "pelican": ("plugins/", "pelicanconf.py", "publishconf.py"),
    "invoke": ("tasks.py",),
    "watchfiles": ("plugins/watching.py",),
}

# Ways to change what is on the disk, by their last name and, where that says too little, by their module.
WRITERS = {
    *("write_text", "write_bytes", "copyfile", "copy2", "copytree", "copyfileobj", "copymode", "copystat"),
    *("rename", "renames", "touch", "symlink_to", "hardlink_to", "link_to", "tofile", "savetxt", "memmap"),
    *("extractall", "make_archive", "unpack_archive", "FileHandler", "RotatingFileHandler"),
    *("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"),
}
MODULE_WRITERS = {
    "os": {
        "replace",
        "link",
        "symlink",
        "truncate",
        "ftruncate",
        "write",
        "pwrite",
        "writev",
        "sendfile",
        "mknod",
    },
    "shutil": {"copy", "move"},
}
OPENERS = {"open", "fdopen", "ZipFile", "TarFile", "GzipFile", "BZ2File", "LZMAFile"}

# Databases that are written under a build that nobody reads yet; the release settles them with all the rest.
DATABASES = ("plugins/notices/memory.py", "plugins/notices/amendment.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that change a file without going through `durable`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            owner, called = _called(node)
            named = called in WRITERS or called in MODULE_WRITERS.get(owner, ())
            # `Path.replace` takes one argument; `str.replace` takes more, `datetime.replace` takes keywords.
            moved = called == "replace" and bool(owner) and len(node.args) == 1 and not node.keywords
            if named or moved or (called in OPENERS and _writing(node)):
                yield node.lineno


def _called(node: ast.Call) -> tuple[str, str]:
    """What *node* calls, and on what where that is a plain name."""
    if isinstance(node.func, ast.Attribute):
        return getattr(node.func.value, "id", "?"), node.func.attr
    return "", getattr(node.func, "id", "")


def _writing(node: ast.Call) -> bool:
    """Whether a file is opened for writing: by a mode, or by flags of `os.open`."""
    if node.args and getattr(node.args[0], "id", "") == "stream":
        return False  # by this name we call what is in memory
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    flags = {inner.attr for value in values for inner in ast.walk(value) if isinstance(inner, ast.Attribute)}
    texts = [value.value for value in values if isinstance(value, ast.Constant)]
    modes = [
        one for one in texts if isinstance(one, str) and set(one) <= set("rwxabt+") and set(one) & set("wxa+")
    ]
    return bool(modes or flags & {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"})


def databases(tree: ast.AST) -> Iterator[int]:
    """Lines that open a SQLite database not only for reading."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == ("sqlite3", "connect"):
            texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            memory = ":memory:" in texts
            if not memory and not any("mode=ro" in text for text in texts if isinstance(text, str)):
                yield node.lineno


def broad(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            caught = {one and ast.unparse(one) for one in names}
            reraised = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
            if caught & {None, "Exception", "BaseException"} and not reraised:
                yield node.lineno


def hidden(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (
                inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
            )


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in FILES:
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_library_enters_through_its_own_door() -> None:
    found = [
        f"{name}:{line} imports {module}"
        for name, tree in parsed()
        for module, line in imports(tree)
        if not name.startswith(ENTRANCES.get(module.split(".")[0], (name,)))
    ]
    assert not found


def test_only_durable_writes_files() -> None:
    found = [
        f"{name}:{line}"
        for name, tree in parsed()
        if not name.startswith("durable/")
        for line in writes(tree)
    ]
    assert not found


def test_databases_are_written_where_a_release_settles_them() -> None:
    found = [f"{name}:{line}" for name, tree in parsed() if name not in DATABASES for line in databases(tree)]
    assert not found


def test_one_broad_except_in_the_house() -> None:
    found = [f"{name}:{line}" for name, tree in parsed() for line in broad(tree)]
    assert len(found) <= 1, found
    assert all(place.startswith("importers/") for place in found)


def test_no_import_hides_in_a_function() -> None:
    assert not [f"{name}:{line}" for name, tree in parsed() for line in hidden(tree)]


@pytest.mark.parametrize(
    ("search", "source"),
    [
        (writes, "open('a', 'w')"),
        (writes, "path.open(mode='ab')"),
        (writes, "path.write_text('x')"),
        (writes, "shutil.copyfile(a, b)"),
        (writes, "shutil.copy(a, b)"),
        (writes, "shutil.move(a, b)"),
        (writes, "os.rename(a, b)"),
        (writes, "os.replace(a, b)"),
        (writes, "path.replace(target)"),
        (writes, "path.touch()"),
        (writes, "os.open(path, os.O_WRONLY | os.O_CREAT)"),
        (writes, "os.write(descriptor, b'x')"),
        (writes, "tempfile.NamedTemporaryFile(delete=False)"),
        (writes, "zipfile.ZipFile(path, 'w')"),
        (writes, "gzip.open(path, 'wt')"),
        (writes, "archive.extractall(folder)"),
        (writes, "numbers.tofile(path)"),
        (databases, "sqlite3.connect(path)"),
        (databases, "sqlite3.connect(f'{path.as_uri()}?mode=rw', uri=True)"),
        (broad, "try: f()\nexcept Exception: pass"),
        (broad, "try: f()\nexcept: pass"),
        (broad, "try: f()\nexcept (OSError, Exception): pass"),
        (hidden, "def f():\n    import os"),
    ],
)
def test_the_searches_above_find_what_they_look_for(search: object, source: str) -> None:
    assert callable(search)
    assert list(search(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "open('a.txt')",
        "path.open('rb')",
        "atomic_write(path, 'w')",
        "zipfile.open('w.txt')",
        "zipfile.ZipFile(stream)",
        "zipfile.ZipFile(stream, 'w')",
        "text.replace('w', 'a')",
        "replace(record, title='w')",
        "moment.replace(hour=0)",
        "os.open(path, os.O_RDONLY | os.O_NOFOLLOW)",
    ],
)
def test_reading_is_not_writing(source: str) -> None:
    assert not list(writes(ast.parse(source)))


def test_reading_a_database_is_not_writing() -> None:
    for source in (
        "sqlite3.connect(f'{path.as_uri()}?mode=ro&immutable=1', uri=True)",
        "sqlite3.connect(':memory:')",
    ):
        assert not list(databases(ast.parse(source)))


def test_layers_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_ruff_is_content() -> None:
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")


def test_types_hold() -> None:
    run("mypy")

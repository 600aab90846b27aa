"""What a release was made with: the packages installed, their versions and licences, as CycloneDX 1.6 JSON.

`python -m plugins.releases.sbom requirements.lock > docs/licences.md` lists the licences of what is locked. Without time and serial number: the same packages give the same bytes (https://cyclonedx.org/docs/1.6/json/).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

NAME = "sbom.cdx.json"
PROJECT = "guiji"
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CLASSIFIER = "License :: "
_BY_THEIR_FILES = {"axe-playwright-python": "MIT"}  # no word in its metadata, but a LICENSE file
_PAGE = (
    "# 依赖的许可证",
    "",
    "由安装的包自己的说明得来，不手改：`python -m plugins.releases.sbom requirements.lock > docs/licences.md`。",
    "每次发布另附物料清单 `sbom.cdx.json`（CycloneDX 1.6），列出生成那次发布所用的包和版本。",
    "",
    "| 包 | 许可证 |",
    "|---|---|",
)


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package: its *name* (PEP 503), *version*, *licence* as it names it, and those it asks for here."""

    name: str
    version: str
    licence: str
    required: tuple[str, ...]

    @property
    def reference(self) -> str:
        """Its package URL (https://github.com/package-url/purl-spec)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def text() -> str:
    """The bill of materials of this installation."""
    project, *packages = sorted(_closure(), key=lambda one: (one.name != PROJECT, one.name))
    references = {one.name: one.reference for one in packages}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(project, "application")},
        "components": [_component(package, "library") for package in packages],
        "dependencies": [
            {"ref": one.reference, "dependsOn": [references[name] for name in one.required]}
            for one in (project, *packages)
        ],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def licence(given: PackageMetadata) -> str:
    """The licence that the metadata *given* name; empty where they name none."""
    if "License-Expression" in given:
        return given["License-Expression"]
    classified = [str(one) for one in given.get_all("Classifier") or () if str(one).startswith(_CLASSIFIER)]
    named = [one.rpartition(" :: ")[2] for one in classified if one.count(" :: ") > 1]
    free = given["License"].strip().splitlines() if "License" in given else []
    return " / ".join(named) or (free[0] if free else _BY_THEIR_FILES.get(canonical(given["Name"]), ""))


def locked(lock: str) -> dict[str, str]:
    """Name and version of every package in the text of a *lock* file."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", lock, re.MULTILINE))


def licences(lock: str) -> str:
    """The page that lists the licences of all packages in *lock*, as far as they are installed."""
    rows = (
        f"| {name} | {licence(distribution(name).metadata)} |" for name in locked(lock) if _installed(name)
    )
    return "\n".join((*_PAGE, *rows, ""))


def canonical(name: str) -> str:
    """The one form of a package's *name* (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _closure() -> Iterator[Package]:
    """The project and all that it needs."""
    waiting, seen = [PROJECT], {PROJECT}
    while waiting:
        package = _read(waiting.pop())
        yield package
        fresh = set(package.required) - seen
        seen |= fresh
        waiting.extend(fresh)


def _read(name: str) -> Package:
    """What is installed under *name*: its metadata are parsed once, since that is what costs time."""
    package = distribution(name)
    given = package.metadata
    return Package(canonical(given["Name"]), given["Version"], licence(given), _required(package.requires))


def _required(asked: list[str] | None) -> tuple[str, ...]:
    """The packages in the requirements *asked* that are asked for here, extras left aside."""
    plain = (one for one in asked or () if "extra ==" not in one)
    names = {canonical(found[0]) for one in plain if (found := _REQUIREMENT.match(one))}
    return tuple(sorted(name for name in names if _installed(name)))


def _installed(name: str) -> bool:
    """What is asked for on other systems only is not."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _component(package: Package, kind: str) -> dict[str, Any]:
    found = {
        "type": kind,
        "bom-ref": package.reference,
        "name": package.name,
        "version": package.version,
        "purl": package.reference,
    }
    return found | ({"licenses": [{"license": {"name": package.licence}}]} if package.licence else {})


if __name__ == "__main__":
    print(licences(Path(sys.argv[1]).read_text(encoding="utf-8")), end="")

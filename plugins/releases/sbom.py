"""What a release was made with: the packages installed, their versions and licences, as CycloneDX 1.6 JSON.

`python -m plugins.releases.sbom requirements.lock > docs/licences.md` lists the licences of what is locked. Without time and serial number: the same packages give the same bytes (https://cyclonedx.org/docs/1.6/json/).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
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


def text() -> str:
    """The bill of materials of this installation."""
    project = distribution(PROJECT)
    packages = dict(sorted(_closure(project)))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(project, "application")},
        "components": [_component(package, "library") for package in packages.values()],
        "dependencies": [_dependency(package) for package in (project, *packages.values())],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def licence(package: Distribution) -> str:
    """The licence that *package* names in its metadata; empty where it names none."""
    given = package.metadata
    if "License-Expression" in given:
        return given["License-Expression"]
    classified = [str(one) for one in given.get_all("Classifier") or () if str(one).startswith(_CLASSIFIER)]
    named = [one.rpartition(" :: ")[2] for one in classified if one.count(" :: ") > 1]
    free = given["License"].strip().splitlines() if "License" in given else []
    return " / ".join(named) or (free[0] if free else _BY_THEIR_FILES.get(canonical(package.name), ""))


def locked(lock: str) -> dict[str, str]:
    """Name and version of every package in the text of a *lock* file."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", lock, re.MULTILINE))


def licences(lock: str) -> str:
    """The page that lists the licences of all packages in *lock*, as far as they are installed."""
    rows = (f"| {name} | {licence(distribution(name))} |" for name in locked(lock) if _installed(name))
    return "\n".join((*_PAGE, *rows, ""))


def canonical(name: str) -> str:
    """The one form of a package's *name* (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _closure(project: Distribution) -> Iterator[tuple[str, Distribution]]:
    waiting, seen = [project], {PROJECT}
    while waiting:
        for name in _required(waiting.pop()):
            if name not in seen:
                seen.add(name)
                package = distribution(name)
                waiting.append(package)
                yield name, package


def _required(package: Distribution) -> list[str]:
    """The packages that *package* asks for here, extras left aside."""
    asked = (one for one in package.requires or () if "extra ==" not in one)
    names = {canonical(found[0]) for one in asked if (found := _REQUIREMENT.match(one))}
    return sorted(name for name in names if _installed(name))


def _installed(name: str) -> bool:
    """What is asked for on other systems only is not."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _reference(package: Distribution) -> str:
    return f"pkg:pypi/{canonical(package.name)}@{package.version}"


def _component(package: Distribution, kind: str) -> dict[str, Any]:
    found = {
        "type": kind,
        "bom-ref": _reference(package),
        "name": canonical(package.name),
        "version": package.version,
        "purl": _reference(package),
    }
    return found | ({"licenses": [{"license": {"name": named}}]} if (named := licence(package)) else {})


def _dependency(package: Distribution) -> dict[str, Any]:
    return {
        "ref": _reference(package),
        "dependsOn": [_reference(distribution(name)) for name in _required(package)],
    }


if __name__ == "__main__":
    print(licences(Path(sys.argv[1]).read_text(encoding="utf-8")), end="")

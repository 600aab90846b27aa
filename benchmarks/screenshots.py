"""`python -m benchmarks.screenshots SITE FOLDER`: each template at three widths, light, dark and in large text.

For eyes, not for machines: spacing, line length, long titles, wide tables, empty lists.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.pages import served

WIDTHS = (360, 768, 1440)
VIEWS = {"light": ("light", False), "dark": ("dark", False), "large": ("light", True)}


def main() -> None:
    """Take the pictures of the built site SITE into FOLDER."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="a built site, output/")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--page", action="append", help="a page of the site; without it one of every sort")
    given = parser.parse_args()
    site = given.site.resolve()
    places = given.page or of_every_sort(site)
    given.folder.mkdir(parents=True, exist_ok=True)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for (view, (scheme, large)), width in product(VIEWS.items(), WIDTHS):
            context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{address}/#elder" if large else address)
            for place in places:
                page.goto(f"{address}/{place}")
                name = place.removesuffix("/index.html").replace("/", "_").removesuffix(".html")
                page.screenshot(path=str(given.folder / f"{name}-{view}-{width}.png"))
            context.close()
        browser.close()
    print(f"{len(places) * len(WIDTHS) * len(VIEWS)} pictures in {given.folder}")


def of_every_sort(site: Path) -> list[str]:
    """One page for each first folder and depth: that is one of every template, and of most kinds of content."""
    found: dict[tuple[str, int], str] = {}
    for path in sorted(site.rglob("*.html")):
        inside = path.relative_to(site).parts
        found.setdefault((inside[0], len(inside)), "/".join(inside))
    return list(found.values())


if __name__ == "__main__":
    main()

"""`python -m plugins.looking SITE`: whether the links and page tags of a built site hold, and which foreign hosts to look at."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from notices import hosts
from plugins.notices import outside, sitecheck
from plugins.notices.crew import Crew, Means
from running import options


def main(arguments: Sequence[str] | None = None) -> int:
    """Look over the site named in *arguments*; 0 when all is well, 1 with what is wrong on standard error."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    site = Path(name).resolve()
    try:
        with closing(options.progress()) as progress:
            progress.begin("检查网页", "个")
            count = sitecheck.check_all(site, Crew(os.cpu_count() or 1, Means(progress=progress)))
    except sitecheck.BadPages as error:
        print(error, file=sys.stderr)
        return 1
    print(f"已检查 {count} 个页面，没有打不开的链接。")
    if found := outside.to_look_at(site):
        print(*found, sep="\n")
        print(f"以上 {len(found)} 个外部网站请核对；核对过的写入 content/{hosts.FILE}。")
    return 0


if __name__ == "__main__":
    sys.exit(main())

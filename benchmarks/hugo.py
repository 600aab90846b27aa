"""A Hugo site of the same notices whose pages show what ours show, as a good Hugo theme would do it.

Equal: page tags, Open Graph, JSON-LD, header, footer, way, banner, citation and neighbours on a notice's page;
paginated lists by department, department and year, kind, year, month, account and tag; Atom, RSS and JSON feeds for
the city and each department; the sitemap. What many pages share is `partialCached`, as Hugo's guide advises
(https://gohugo.io/functions/partials/includecached/). Hugo makes no QR codes, no open data, no tables of old links,
no search documents, no compressed twins, and looks over no links: what ours does besides is not taken off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from notices.fields import KINDS, PLATFORMS
from notices.notice import Notice
from notices.tree import path_of
from pelicanconf import SITE

_CONF = """\
baseURL = "{url}/"
title = "{name}"
defaultContentLanguage = "zh"
hasCJKLanguage = true
timeZone = "Asia/Shanghai"
[taxonomies]
kind = "kinds"
year = "years"
month = "months"
account = "accounts"
tag = "tags"
[pagination]
pagerSize = 20
[outputFormats.atom]
mediaType = "application/atom+xml"
baseName = "atom"
[outputFormats.feed]
mediaType = "application/feed+json"
baseName = "feed"
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[mediaTypes."application/feed+json"]
suffixes = ["json"]
[outputs]
home = ["html", "rss", "atom", "feed"]
section = ["html", "rss", "atom", "feed"]
taxonomy = ["html"]
term = ["html"]
[params]
"""
_BASE = """\
<!DOCTYPE html>
<html lang="zh-Hans" id="elder"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} - {{ site.Title }}</title>
{{ partialCached "site_tags.html" . }}{{ partial "tags.html" . }}{{ partialCached "links.html" . }}
{{ block "linked" . }}<meta property="og:type" content="website"><meta property="og:title" content="{{ .Title }}">{{ end }}</head>
<body>{{ partialCached "header.html" . }}<main id="main" class="wrap" tabindex="-1">{{ block "main" . }}{{ end }}</main>{{ partialCached "footer.html" . }}</body></html>
"""
_PARTIALS = {
    "site_tags": """<meta name="SiteName" content="{{ site.Title }}"><meta name="SiteDomain" content="{{ site.Params.domain }}"><meta name="SiteIDCode" content="{{ site.Params.code }}">""",
    "tags": """\
{{ $column := .Title }}{{ if .IsPage }}{{ $column = .Params.kind }}{{ end }}<meta name="ColumnName" content="{{ $column }}">
<meta name="ColumnDescription" content="{{ site.Title }}{{ $column }}栏目，发布与{{ $column }}有关的政府公开信息。">
<meta name="ColumnKeywords" content="{{ $column }},{{ site.Params.city }},政府信息公开"><meta name="ColumnType" content="工作动态">
{{ if .IsPage }}<meta name="ArticleTitle" content="{{ .Title }}"><meta name="PubDate" content="{{ .Date.Format "2006-01-02 15:04" }}">
<meta name="ContentSource" content="{{ .Params.publisher }}"><meta name="Keywords" content="{{ .Params.kind }},{{ delimit .Params.tags "," }}">
<meta name="Author" content="{{ .Params.publisher }}"><meta name="Description" content="{{ .Title }}"><meta name="Url" content="{{ .Permalink }}">{{ end }}""",
    "links": """\
<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/theme/guiji.css"><script src="/theme/guiji.js"></script>
<link rel="icon" href="/theme/icon.svg" type="image/svg+xml"><link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml" title="{{ site.Title }}">
<link rel="alternate" href="/atom.xml" type="application/atom+xml" title="{{ site.Title }}：最新发布">""",
    "header": """\
<a class="skip" href="#main">跳到正文</a><header class="site-header"><div class="wrap"><a class="brand" href="/"><span class="brand-name">{{ site.Title }}</span></a>
<nav class="site-nav" aria-label="主导航"><a href="/">首页</a><a href="/departments/">部门</a><a href="/accounts/">账号清单</a><a href="/kinds/">类别</a><a href="/years/">年份</a><a href="/search/">搜索</a></nav></div></header>""",
    "footer": """\
<footer class="site-footer"><div class="wrap"><nav class="footer-nav" aria-label="页脚导航"><a href="/pages/about/">关于本站</a><a href="/pages/search-help/">怎样搜索</a><a href="/go/">旧链接查找</a><a href="/data/">开放数据与订阅</a><a href="/corrections/">更正记录</a><a href="/pages/accessibility/">无障碍声明</a></nav>
<p>主办单位：{{ site.Params.organizer }} · 承办单位：{{ site.Params.undertaker }} · 联系电话：{{ site.Params.telephone }}</p><p>网站标识码：{{ site.Params.code }} · {{ site.Params.icp }} · {{ site.Params.police }}</p></div></footer>""",
    "crumbs": """<nav class="crumbs" aria-label="当前位置"><a href="/">首页</a><a href="/departments/">部门</a><a href="/{{ .Section }}/">{{ .FirstSection.Title }}</a><a href="/kinds/{{ index .Params.kinds 0 }}/">{{ .Params.kind }}</a></nav>""",
    "entries": """\
<ol class="entries">{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><p><time>{{ .Date.Format "2006-01-02" }}</time><span>{{ .FirstSection.Title }}</span><span>{{ .Params.kind }}</span>{{ with .Params.platform }}<b>已归档 · {{ . }}</b>{{ end }}</p></li>{{ end }}</ol>""",
}
_PAGE = """\
{{ define "linked" }}<meta property="og:type" content="article"><meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}">
<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "Article" "headline" .Title "datePublished" (.Date.Format "2006-01-02T15:04:05-07:00") "inLanguage" "zh-Hans" "url" .Permalink "publisher" (dict "@type" "GovernmentOrganization" "name" .FirstSection.Title) "isBasedOn" .Params.source_url | jsonify | safeJS }}</script>{{ end }}
{{ define "main" }}{{ partialCached "crumbs.html" . .Section .Params.kind }}<div class="notice-page"><article class="notice"><h1>{{ .Title }}</h1>
<p class="notice-meta"><span>发布时间：<time datetime="{{ .Date.Format "2006-01-02T15:04-07:00" }}">{{ .Date.Format "2006-01-02 15:04" }}</time></span><span>来源：{{ .Params.publisher }}</span>{{ with .Params.account }}<span>账号：<a href="/accounts/{{ . }}/">{{ $.Params.publisher }}</a>（{{ $.Params.platform }}）</span>{{ end }}</p>
{{ with .Params.imported }}<p class="archived"><strong>已归档</strong> 于{{ . }}归集到本站。该账号已注销。内容保持原样，其中的联系方式、办理时间等可能已经变化。</p>{{ end }}
<div class="body">{{ .Content }}</div>{{ with .Params.tags }}<p class="tags">标签：{{ range . }}<a href="/tags/{{ . }}/">{{ . }}</a>{{ end }}</p>{{ end }}</article>
<aside class="provenance"><h2>关于此件</h2><dl><dt>发布部门</dt><dd><a href="/{{ .Section }}/">{{ .FirstSection.Title }}</a></dd>
{{ with .Params.imported }}<dt>归集日期</dt><dd>{{ . }}</dd>{{ end }}{{ with .Params.date_evidence }}<dt>日期依据</dt><dd>{{ . }}</dd>{{ end }}{{ with .Params.source_url }}<dt>原网址（可能已经打不开）</dt><dd><a href="{{ . }}" rel="noopener noreferrer nofollow">{{ . }}</a></dd>{{ end }}{{ with .Params.source_id }}<dt>平台条目编号</dt><dd><code>{{ . }}</code></dd>{{ end }}
<dt>永久地址</dt><dd><code>{{ .Permalink }}</code></dd><dt>引用</dt><dd class="citation">{{ .Params.publisher }}. {{ .Title }}[EB/OL]. ({{ .Date.Format "2006-01-02" }}){{ with .Params.imported }}[{{ . }}]{{ end }}. {{ .Permalink }}</dd></dl></aside></div>
<nav class="beside">{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}"><span class="hint">上一篇</span><span class="clamp">{{ .Title }}</span></a>{{ end }}{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}"><span class="hint">下一篇</span><span class="clamp">{{ .Title }}</span></a>{{ end }}</nav>{{ end }}
"""
_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate .RegularPagesRecursive }}{{ partial "entries.html" $pages.Pages }}
<nav class="pager">{{ with $pages.Prev }}<a rel="prev" href="{{ .URL }}">← 较新的</a>{{ end }}{{ with $pages.Next }}<a rel="next" href="{{ .URL }}">较早的 →</a>{{ end }}</nav>{{ end }}
"""
_TAXONOMY = """\
{{ define "main" }}<h1>{{ .Title }}</h1><ul class="choices">{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> <span class="count">{{ .Count }}</span></li>{{ end }}</ul>{{ end }}
"""
_HOME = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ partial "entries.html" (first 8 site.RegularPages) }}<ul class="choices">{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""
_NEWS = '{{ $news := first 30 (where .RegularPagesRecursive "Params.archived" false) }}'
_ATOM = (
    '{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}'
    + _NEWS
    + """
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans"><title>{{ .Title }}</title><id>{{ .Permalink }}</id>
{{ range $news }}<entry><title>{{ .Title }}</title><id>{{ .Permalink }}</id><link rel="alternate" type="text/html" href="{{ .Permalink }}"/><published>{{ .Date.Format "2006-01-02T15:04:05-07:00" }}</published><updated>{{ .Date.Format "2006-01-02T15:04:05-07:00" }}</updated><category term="{{ .Params.kind }}"/><summary>{{ .Title }}</summary></entry>
{{ end }}</feed>
"""
)
_RSS = (
    '{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}'
    + _NEWS
    + """
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ site.Title }}</description>
{{ range $news }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid isPermaLink="true">{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><category>{{ .Params.kind }}</category><description>{{ .Title }}</description></item>
{{ end }}</channel></rss>
"""
)
_FEED = (
    _NEWS + '{{ $items := slice }}{{ range $news }}{{ $items = $items | append (dict "id" .Permalink "url" .Permalink "title" .Title "content_text" .Title "date_published" (.Date.Format "2006-01-02T15:04:05-07:00")) }}{{ end }}'
    '{{ dict "version" "https://jsonfeed.org/version/1.1" "title" .Title "items" $items | jsonify }}\n'
)  # fmt: skip
_LAYOUTS = {
    "_default/baseof.html": _BASE,
    "_default/single.html": _PAGE,
    "_default/list.html": _LIST,
    "_default/taxonomy.html": _TAXONOMY,
    "index.html": _HOME,
    "_default/list.atom.xml": _ATOM,
    "_default/list.rss.xml": _RSS,
    "_default/list.feed.json": _FEED,
    **{f"partials/{name}.html": text for name, text in _PARTIALS.items()},
}


def write(root: Path, notices: Iterable[Notice]) -> None:
    """Put a Hugo project of *notices* into the folder *root*."""
    folders: set[tuple[str, str]] = set()
    for notice in notices:
        _put(root / "content" / path_of(notice), f"{_head(notice)}\n\n{notice.body}\n")
        folders.add((notice.department, f"{notice.date.year:04d}"))
    for department, year in sorted(folders):
        name = f"青澜市第{int(department[2:])}局"
        _put(root / "content" / department / "_index.md", json.dumps({"title": name}, ensure_ascii=False))
        of_year = json.dumps({"title": f"{name} {year}年", "outputs": ["html"]}, ensure_ascii=False)
        _put(root / "content" / department / year / "_index.md", of_year)
    params = "\n".join(f"{key} = {json.dumps(SITE[key], ensure_ascii=False)}" for key in SITE)
    _put(root / "hugo.toml", _CONF.format(**SITE) + params)
    for name, text in _LAYOUTS.items():
        _put(root / "layouts" / name, text)


def _head(notice: Notice) -> str:
    """The front matter of *notice*, as JSON: the form that Hugo reads fastest."""
    fields = {
        "title": notice.title,
        "date": notice.date.isoformat(),
        "url": f"/{notice.department}/{notice.date.year}/{notice.slug}.html",
        "kinds": [KINDS[notice.kind]],
        "years": [f"{notice.date:%Y}"],
        "months": [f"{notice.date:%Y-%m}"],
        "accounts": [notice.account] if notice.account else [],
        "tags": list(notice.tags),
        "kind": notice.kind,
        "account": notice.account,
        "archived": notice.archived,
        "platform": PLATFORMS.get(notice.platform, ""),
        "publisher": f"青澜第{int(notice.department[2:])}局发布",
        "imported": str(notice.imported or ""),
        "source_url": notice.source_url,
        "source_id": notice.source_id,
        "date_evidence": notice.date_evidence,
    }
    return json.dumps(fields, ensure_ascii=False)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

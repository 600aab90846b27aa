"""The HTML of answers, put into the site's own search page between its two markers.

Pure. Every value is escaped where it enters the page; titles and snippets come escaped from `highlight`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

from search.engine import FacetValue
from search.query import Filters
from search.schema import FACETS, VALIDITIES, Document
from search.service import MOST_PAGES, Answer, Asked, Hit

BEGIN, END = "<!--search:begin-->", "<!--search:end-->"
FACET_TITLES = {
    "department": "部门",
    "kind": "类别",
    "platform": "平台",
    "account": "账号",
    "year": "年份",
    "archived": "状态",
    "validity": "效力",
}
_MATCHES = {"similar": "相近结果", "chosen": "编辑推荐"}
_NOT_IN_FORCE = {"pending", "expired", "abolished"}
_SHOWN_VALUES = 12
_FACETS_PLACE = "filters"
_BROWSE = (
    '<ul class="choices"><li><a href="/departments/">按部门</a></li><li><a href="/accounts/">按账号</a></li>'
    '<li><a href="/years/">按年份</a></li></ul>'
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_BARE_PAGE = (
    '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>搜索</title></head>'
    f"<body><main><h1>搜索</h1>{BEGIN}{END}</main></body></html>"
)


def page(template: str, answer: Answer) -> str:
    """The site's search page *template* showing *answer*."""
    return _filled(template, _content(answer), answer.asked.text)


def error_page(template: str, text: str, message: str) -> str:
    """The search page with *message* in place of hits, and *text* in the form to be put right."""
    shown = text[:200]
    content = f'{_form(Asked(shown))}<p class="empty" role="alert">{escape(message)}</p>{_BROWSE}'
    return _filled(template, content, "")


def _filled(template: str, content: str, text: str) -> str:
    if BEGIN not in template or END not in template:
        template = _BARE_PAGE
    before, rest = template.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    if text:
        before = _TITLE.sub(lambda m: f"<title>{escape(text)} - {m[1].strip()}</title>", before, count=1)
    return f"{before}{BEGIN}{content}{END}{after}"


def _content(answer: Answer) -> str:
    if not answer.asked.text and not answer.asked.filters.given():
        return (
            _form(answer.asked) + '<p class="empty">请输入要找的词，例如部门名称、文号或标题里的几个字。</p>'
        )
    results = _results(answer) if answer.hits else _nothing(answer)
    facets = _facets(answer)
    beside = f'<div class="answer"><div>{results}</div>{facets}</div>' if facets else results
    return f"{_form(answer.asked)}{_summary(answer)}{beside}"


def _form(asked: Asked) -> str:
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in asked.parameters().items()
        if name not in {"q", "page"}
    )
    return (
        '<form class="search-form" action="/search" method="get" role="search">'
        '<label class="visually-hidden" for="search-q">搜索词</label>'
        f'<input type="search" id="search-q" name="q" value="{escape(asked.text)}" maxlength="500" '
        'enterkeyhint="search">'
        f'{kept}<button type="submit">搜索</button></form>'
    )


def _summary(answer: Answer) -> str:
    asked = answer.asked
    chosen = "".join(
        f' <a class="chosen" href="{_url(_without(asked, facet))}" aria-label="取消筛选：{escape(name)}">'
        f"{FACET_TITLES[facet]}：{escape(name)} ×</a>"
        for facet, name in answer.chosen().items()
    )
    other = replace(asked, sort="newest" if asked.sort == "relevance" else "relevance", page=1)
    label = "按时间排序" if asked.sort == "relevance" else "按相关程度排序"
    order = f' <a href="{_url(other)}">{label}</a>' if answer.total > 1 and asked.text else ""
    together = f"其中内容相同的并在一起，列出 {answer.entries} 条。" if answer.entries < answer.total else ""
    found = f"<span>共找到 <strong>{answer.total}</strong> 条。{together}</span>"
    if asked.page > MOST_PAGES:
        found = ""  # not looked for
    below = f' <a class="to-facets" href="#{_FACETS_PLACE}">筛选</a>' if answer.hits else ""
    summary = f'<p class="search-summary" role="status">{found}{chosen}{order}{below}</p>'
    return summary + _instead(answer)


def _instead(answer: Answer) -> str:
    """Other questions that find something."""
    offered = (("您要找的是不是", answer.meant), ("少写一个词能查到", answer.fewer))
    return "".join(
        f'<p class="search-meant">{words}：{"、".join(_question(answer.asked, text) for text in texts)}</p>'
        for words, texts in offered
        if texts
    )


def _question(asked: Asked, text: str) -> str:
    return f'<a href="{_url(replace(asked, text=text, page=1))}">{escape(text)}</a>'


def _results(answer: Answer) -> str:
    hits = "".join(map(_hit, answer.hits))
    return f'<ol class="hits" start="{answer.first}">{hits}</ol>{_pager(answer)}{_take(answer.asked)}'


def _take(asked: Asked) -> str:
    """The same question as a feed to subscribe to and as a table."""
    given = escape(urlencode(replace(asked, page=1).parameters()))
    return (
        f'<p class="search-take"><a href="/api/search.rss?{given}" type="application/rss+xml">订阅这项检索（RSS）</a>'
        f' <a href="/api/search.csv?{escape(urlencode(asked.parameters()))}" type="text/csv">下载本页结果（CSV）</a></p>'
    )


def _hit(hit: Hit) -> str:
    document = hit.document
    return (
        f'<li class="hit"><h2 class="hit-title"><a href="{escape(document.url)}">{hit.title_html}</a></h2>'
        f'<p class="hit-meta">{_meta(document, hit.match)}</p><p class="hit-snippet">{hit.snippet_html}</p>{_also(hit)}</li>'
    )


def _also(hit: Hit) -> str:
    named = hit.copies.documents
    if not named:
        return ""
    links = "、".join(f'<a href="{escape(copy.url)}">{escape(_publisher(copy))}</a>' for copy in named)
    more = " 等" if hit.copies.count > len(named) else ""
    return f'<p class="hit-meta hit-also">另有 {hit.copies.count} 处发布：{links}{more}</p>'


def _publisher(document: Document) -> str:
    return document.account_name or document.department_name or document.department


def _meta(document: Document, match: str) -> str:
    day = f"{document.date:%Y-%m-%d}"
    origin = " ".join(filter(None, (document.platform_name, document.account_name)))
    shown = [f'<time datetime="{day}">{day}</time>']
    shown += [
        f"<span>{escape(text)}</span>" for text in (document.department_name, document.kind, origin) if text
    ]
    if document.archived:
        shown.append('<span class="badge badge-archived">已归档</span>')
    if document.validity in _NOT_IN_FORCE:
        shown.append(f'<span class="badge badge-closed">{VALIDITIES[document.validity]}</span>')
    if match in _MATCHES:
        shown.append(f'<span class="badge badge-{match}">{_MATCHES[match]}</span>')
    return " ".join(shown)


def _nothing(answer: Answer) -> str:
    asked = answer.asked
    if asked.page > MOST_PAGES:
        return (
            f'<p class="empty">只能看到第 {MOST_PAGES} 页。请多写一个词，或者按部门、年份筛选。'
            f'<a href="{_url(replace(asked, page=1))}">回到第 1 页</a></p>'
        )
    if answer.total:
        return f'<p class="empty">没有第 {asked.page} 页。<a href="{_url(replace(asked, page=1))}">回到第 1 页</a></p>'
    advice = ["<li>换一个说法，或者少写几个词。</li>"]
    if asked.filters.given():
        everywhere = _url(replace(asked, filters=Filters(), page=1))
        advice.insert(0, f'<li><a href="{everywhere}">去掉筛选，在全部内容里找</a></li>')
    advice.append(
        '<li><a href="/departments/">按部门浏览</a>，或者<a href="/accounts/">按原账号浏览</a>。</li>'
        '<li>手里有旧链接的，到<a href="/go/">旧链接查找</a>粘贴一下。</li>'
    )
    return f'<div class="empty"><p>没有找到。可以试试：</p><ul>{"".join(advice)}</ul></div>'


def _facets(answer: Answer) -> str:
    shown = "".join(_facet(answer, name) for name in FACETS if answer.facets.get(name))
    shown += _days(answer.asked) if shown or answer.asked.filters.seconds() else ""
    return f'<aside class="facets" id="{_FACETS_PLACE}" aria-label="筛选">{shown}</aside>' if shown else ""


def _days(asked: Asked) -> str:
    """A form of its own for the first and the last day; browsers bring their own calendar."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in asked.parameters().items()
        if name not in {"since", "until", "page"}
    )
    since, until = escape(asked.filters.since), escape(asked.filters.until)
    return (
        '<section class="facet"><h2 class="facet-title">日期</h2><form action="/search" method="get">'
        f'{kept}<label>从 <input type="date" name="since" value="{since}"></label> '
        f'<label>到 <input type="date" name="until" value="{until}"></label> '
        '<button type="submit">筛选</button></form></section>'
    )


def _facet(answer: Answer, name: str) -> str:
    values = answer.facets[name][:_SHOWN_VALUES]
    if name == "year":  # the most frequent ones, but in the order of a calendar, the latest first
        values = sorted(values, key=lambda one: one.value, reverse=True)
    links = "".join(_facet_link(answer, name, value) for value in values)
    return (
        f'<section class="facet"><h2 class="facet-title">{FACET_TITLES[name]}</h2><ul>{links}</ul></section>'
    )


def _facet_link(answer: Answer, name: str, value: FacetValue) -> str:
    asked = answer.asked
    now = getattr(asked.filters, name) == value.value
    target = _without(asked, name) if now else _with(asked, name, value.value)
    current = ' aria-current="true"' if now else ""
    return f'<li><a href="{_url(target)}"{current}>{escape(value.label)}</a> <span>{value.count}</span></li>'


def _pager(answer: Answer) -> str:
    page, last = answer.asked.page, answer.pages
    if last < 2:
        return ""
    links = []
    if page > 1:
        links.append(f'<a rel="prev" href="{_url(replace(answer.asked, page=page - 1))}">上一页</a>')
    links.append(f"<span>第 {page} 页，共 {last} 页</span>")
    if page < last:
        links.append(f'<a rel="next" href="{_url(replace(answer.asked, page=page + 1))}">下一页</a>')
    return f'<nav class="pager" aria-label="翻页">{" ".join(links)}</nav>'


def _with(asked: Asked, facet: str, value: str) -> Asked:
    return replace(asked, filters=replace(asked.filters, **{facet: value}), page=1)


def _without(asked: Asked, facet: str) -> Asked:
    return _with(asked, facet, "")


def _url(asked: Asked) -> str:
    return escape(f"/search?{urlencode(asked.parameters())}")

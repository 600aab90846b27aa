"""Script text of WeChat pages: literals as the platform writes them, and filler in the manner of its bundles.

The filler is ours; it holds the same stumbling blocks as the real thing: variables named like the page's
own (`var biz = null`), a list of all kinds (`item_show_type: 5`), element ids in strings, error phrases.
"""

from __future__ import annotations

from functools import cache

from samples.city import number, token

_ESCAPES = {
    "\\": "\\x5c",
    '"': "\\x22",
    "&": "\\x26",
    "'": "\\x27",
    "<": "\\x3c",
    ">": "\\x3e",
    "\n": "\\x0a",
}

_TRAPS = """
(function (exports) {
    'use strict';
    var innerVersion = '';
    var biz = null;
    function accountOf(options) {
        var given = options || {};
        if (biz === null) { biz = given.biz || window.biz; }
        var mid = given.mid || window.mid;
        var idx = given.idx || window.idx;
        return [biz, mid, idx].join('_');
    }
    function middle(leaves, start, end) {
        while (start < end) {
            var mid = start + end >> 1;
            if (leaves[mid].top > 0) { end = mid; } else { start = mid + 1; }
        }
        return start;
    }
    function forget(event, listener) {
        var idx = permanentListeners[event].indexOf(listener);
        if (idx !== -1) { permanentListeners[event].splice(idx, 1); }
    }
    function cardsOf(list) {
        return list.map(function (entry, i) { var sn = g$2.appidSnInfo[i].sn; return sn + entry.appid; });
    }
    var videoReport = { item_show_type: 5, scene: 3, idkey: 66881 };
    var PAGE_KIND = { ARTICLE: '0', VIDEO: '5', MUSIC: '6', AUDIO: '7', PICTURE: '8', TEXT: '10', SHORT: '17' };
    var messages = { gone: '该内容已被发布者删除', breach: '此内容因违规无法查看', check: '环境异常' };
    function showHeading(showTitle) {
        var dom = document.getElementById('js_text_title');
        var title = showTitle;
        if (!dom) return;
        dom.innerHTML = title.replace(/——/g, '<span class="dash">——</span>');
    }
    function bodyOf() {
        return document.getElementById('js_content') || document.querySelector('#js_content img');
    }
    exports.accountOf = accountOf; exports.middle = middle; exports.forget = forget; exports.cardsOf = cardsOf;
    exports.videoReport = videoReport; exports.PAGE_KIND = PAGE_KIND; exports.messages = messages;
    exports.showHeading = showHeading; exports.bodyOf = bodyOf; exports.innerVersion = innerVersion;
    return exports;
})({});
"""

_FUNCTION = """    function {name}(first, second) {{
        var state = first && first.{field} ? first.{field} : '{word}';
        if (typeof state !== 'string' || state.length > {limit}) {{
            return second === undefined ? null : {{ {field}: second.{field}, step: {step} }};
        }}
        var parts = state.split('{mark}').filter(function (part) {{ return part && part !== '{word}'; }});
        return parts.concat([String({step}), '{word}']).join('{mark}');
    }}
    exports.{name} = {name};
"""


def escape(text: str) -> str:
    """*text* as it stands inside a JavaScript string literal of a WeChat page."""
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


def html_then_script(text: str) -> str:
    """*text* escaped twice: as HTML, and then as a literal."""
    return escape(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


@cache
def filler(name: str, size: int) -> str:
    """About *size* characters of bundle code with the stumbling blocks in front; depends on *name* alone."""
    parts, length, count = [_TRAPS], len(_TRAPS), 0
    while length < size:
        module = _module(f"{name} {count}")
        parts.append(module)
        length, count = length + len(module), count + 1
    return "".join(parts)


def _module(seed: str) -> str:
    functions = (
        _FUNCTION.format(
            name="f" + token(f"{seed} {turn} name", 7),
            field="k" + token(f"{seed} {turn} field", 5),
            word=token(f"{seed} {turn} word", 12),
            limit=number(f"{seed} {turn} limit", 200) + 8,
            step=number(f"{seed} {turn} step", 90000),
            mark=",;|/"[number(f"{seed} {turn} mark", 4)],
        )
        for turn in range(12)
    )
    return (
        "(function (exports) {\n    'use strict';\n" + "".join(functions) + "    return exports;\n})({});\n"
    )

/* Old links without a server: what was pasted becomes keys, a key names a small JSON file of /go/, the file knows.
   The rules are those of oldlinks/ in Python; tests/oldlinks/keys.toml holds both to the same answers. */
(function (root) {
  "use strict";
  var LONGEST = 4000, MOST = 20;
  var STOP = "\\s\\x1c-\\x1f\\x85<>\"'`，。；：！？、（）【】「」『』《》“”‘’…|";
  var ADDRESS = new RegExp("(?:https?:)?//[^" + STOP + "]+|(?:[a-z0-9-]+\\.)+[a-z]{2,}(?::\\d+)?/[^" + STOP + "]*", "gi");
  var PARTS = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/?#@]*@)?([^/?#:]+)(?::\d*)?([^?#]*)(?:\?([^#]*))?/i;
  var AROUND_NAME = /^(?:微信|官方|政务)?(?:公众号|订阅号|服务号|微博|头条号|抖音号|视频号)[:：]?|(?:微信)?(?:公众号|订阅号|服务号|官方微博|微博|头条号|抖音号)$|^@|的作品$|的微博$/g;
  var LINES = /\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]/;
  var BETWEEN = /[:：|｜_]|[ 　][-–—]+[ 　]/, TRAILING = /[.,;:!?)\]}&]+$/;
  var QUOTED = /【([^】]+)】|《([^》]+)》|「([^」]+)」|『([^』]+)』|“([^”]+)”|"([^"]+)"/g;
  var DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  var WEIBO = set("weibo.com m.weibo.cn weibo.cn m.weibo.com e.weibo.com card.weibo.com video.weibo.com h5.video.weibo.com passport.weibo.cn");
  var WORDS = set("login search home signup hot newlogin show sinaurl");
  var PATHS = [
    ["toutiao", set("toutiao.com m.toutiao.com m.toutiaocdn.com m.toutiaoimg.com toutiaocdn.com toutiaoimg.com"),
      /^\/(?:(?:article|w|video|group|item)\/|a|i)([0-9]{15,20})\/?$/, /^\/c\/user\/(?:token\/)?([A-Za-z0-9_-]{4,100})\/?$/, ["item_id", "group_id"]],
    ["douyin", set("douyin.com iesdouyin.com m.douyin.com"),
      /^\/(?:share\/)?(?:video|note)\/([0-9]{15,20})\/?$/, /^\/(?:share\/)?user\/([A-Za-z0-9_.-]{4,100})\/?$/, ["modal_id", "aweme_id", "vid"]],
    ["kuaishou", set("kuaishou.com m.gifshow.com live.kuaishou.com"),
      /^\/(?:short-video|fw\/photo|photo)\/([A-Za-z0-9]{6,40})\/?$/, /^\/profile\/([A-Za-z0-9_-]{4,60})\/?$/, ["photoId"]],
    ["xiaohongshu", set("xiaohongshu.com"),
      /^\/(?:explore|discovery\/item)\/([0-9a-f]{24})\/?$/, /^\/user\/profile\/([0-9a-f]{24})\/?$/, []],
    ["bilibili", set("bilibili.com m.bilibili.com t.bilibili.com space.bilibili.com"),
      /^\/(?:video\/|read\/|opus\/)?(BV[0-9A-Za-z]{10}|av[0-9]+|cv[0-9]+|[0-9]{17,20})\/?$/, /^\/([0-9]{2,16})(?:\/(?:dynamic|video))?\/?$/, []]
  ];
  var PASSING = /^(?:utm_.*|spm|from|isappinstalled|scene|share.*|wx.*|nsukey|timestamp|_t|t|rand|random|v|ver|bd_vid|gclid|fbclid|jump_from|source_?from|appinstall|tdsourcetag|luicode|lfid|jsessionid|sessionid)$/i;

  function set(words) { var found = Object.create(null); words.split(" ").forEach(function (one) { found[one] = true; }); return found; }
  function unique(list) { return list.filter(function (one, at) { return list.indexOf(one) === at; }); }
  function isPost(key) { var sort = /^[a-z]+[:@]/.exec(key); return !!sort && sort[0].slice(-1) === ":" && ["url:", "name:", "title:"].indexOf(sort[0]) < 0; }
  function number(text) { return /^[0-9]{1,20}$/.test(text || ""); }
  function shorn(text) { return text.replace(/^0+(?=.)/, ""); }

  function plain(text) {
    text = Array.from(text).slice(0, LONGEST).join("").replace(/\ufeff/g, " ");
    for (var n = 0; n < 3; n++) text = text.replace(/\\x26|&amp;|&#38;|&#x26;/gi, "&");
    return strip(text);
  }
  function strip(text) { return text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, ""); }
  function decode(text) {
    if (text.indexOf("%") < 0 || /%(?![0-9a-fA-F]{2})/.test(text)) return text;
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }
  function find(text) { return (text.match(ADDRESS) || []).map(function (one) { return one.replace(TRAILING, ""); }); }
  function parse(text) {
    var parts = PARTS.exec(strip(text));
    if (!parts || parts[1].indexOf(".") < 0) return null;
    var query = Object.create(null);
    (parts[3] || "").split(/[&;]/).forEach(function (pair) {
      var cut = pair.indexOf("="), name = cut < 0 ? pair : pair.slice(0, cut), value = cut < 0 ? "" : pair.slice(cut + 1);
      if (name && !(decode(name) in query)) query[decode(name)] = decode(value);
    });
    return { host: parts[1].toLowerCase().replace(/^www\./, "").replace(/\.+$/, ""), path: decode(parts[2]), query: query };
  }

  function toMid(bid) {
    if (!/^[0-9a-zA-Z]{5,11}$/.test(bid)) return "";
    var head = bid.length % 4, groups = head ? [bid.slice(0, head)] : [], mid = "";
    for (var at = head; at < bid.length; at += 4) groups.push(bid.slice(at, at + 4));
    for (var n = 0; n < groups.length; n++) {
      var value = groups[n].split("").reduce(function (sum, one) { return sum * 62 + DIGITS.indexOf(one); }, 0);
      if (n && value >= 1e7) return "";
      mid += n ? ("0000000" + value).slice(-7) : String(value);
    }
    return isMid(mid) ? mid : "";
  }
  function isMid(text) { return /^[1-9][0-9]{9,18}$/.test(text); }
  function weiboNumber(raw) { return isMid(raw) ? raw : toMid(raw); }

  function weixin(address, found) {
    var query = address.query, short = /^\/s\/([A-Za-z0-9_-]{16,32})\/?$/.exec(address.path);
    if (short) found.push("weixin:s/" + short[1]);
    var biz = (query.__biz || "").replace(/ /g, "+").replace(/=+$/, "");
    if (!/^[A-Za-z0-9+/]{4,40}$/.test(biz)) return;
    var mid = query.mid || query.appmsgid || "", idx = query.idx || query.itemidx || "1";
    if (number(mid) && number(idx)) found.push("weixin:" + biz + "/" + shorn(mid) + "/" + shorn(idx));
    found.push("weixin@" + biz);
  }
  function weibo(address, found) {
    var query = address.query, path = address.path;
    var post = /^\/(?:status|detail|comment|repost|attitude|statuses|[0-9]{1,12})\/([0-9A-Za-z]{5,19})\/?$/.exec(path);
    (post ? [post[1]] : []).concat([query.mid, query.weibo_id, query.id].filter(Boolean)).forEach(function (raw) {
      var found_number = weiboNumber(raw);
      if (found_number) found.push("weibo:" + found_number);
    });
    var article = /^\/(?:ttarticle\/x\/m\/show|article\/m\/show)\/id\/([0-9]{10,30})\/?$/.exec(path);
    if (article || path.indexOf("/ttarticle/p/show") === 0) found.push("weibo:a/" + (article ? article[1] : query.id || ""));
    var video = /^\/(?:tv\/show|show)\/([0-9]{4}:[0-9]+)\/?$/.exec(path);
    if (video || "fid" in query) found.push("weibo:v/" + (video ? video[1] : query.fid));
    var parts = path.split("/"), first = parts.length > 2 ? parts[1] : "", match;
    if ((match = /^\/(?:u\/|profile\/|p\/100[0-9]{3})?([0-9]{5,12})(?:\/(?:home|profile|info))?\/?$/.exec(path))) found.push("weibo@" + match[1]);
    else if (number(first) && first.length >= 5) found.push("weibo@" + first);
    else if ((match = /^\/n\/([^/]+)\/?$/.exec(path))) found.push("name:" + match[1]);
    else if ((match = /^\/([A-Za-z][A-Za-z0-9_.-]{2,30})\/?$/.exec(path)) && !WORDS[match[1]]) found.push("weibo@" + match[1]);
  }
  function byPath(address, found) {
    PATHS.forEach(function (rule) {
      var match;
      if (!rule[1][address.host]) return;
      if ((match = rule[2].exec(address.path))) found.push(rule[0] + ":" + match[1]);
      rule[4].forEach(function (name) {
        if (number(address.query[name]) || (name === "photoId" && name in address.query)) found.push(rule[0] + ":" + address.query[name]);
      });
      if ((match = rule[3].exec(address.path))) found.push(rule[0] + "@" + match[1]);
    });
  }
  function byCodePoint(one, other) {
    var a = Array.from(one), b = Array.from(other);
    for (var n = 0; n < a.length && n < b.length; n++) if (a[n] !== b[n]) return a[n].codePointAt(0) - b[n].codePointAt(0);
    return a.length - b.length;
  }
  function page(address) {
    var path = address.path.replace(/\/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$/i, "/").replace(/\/+$/, "");
    var kept = Object.keys(address.query).filter(function (name) { return !PASSING.test(name); })
      .map(function (name) { return name + "=" + address.query[name]; }).sort(byCodePoint);
    return "url:" + address.host + path + (kept.length ? "?" + kept.join("&") : "");
  }
  function ofAddress(text) {
    var address = parse(plain(text)), found = [];
    if (!address) return [];
    if (address.host === "mp.weixin.qq.com") weixin(address, found);
    else if (WEIBO[address.host]) weibo(address, found);
    else byPath(address, found);
    return unique(found.some(isPost) ? found : found.concat(page(address)));
  }

  function folded(text) { return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""); }
  function cut(text) { return Array.from(text).slice(0, 40).join(""); }
  function ofTitle(text) { var words = folded(text); return Array.from(words).length >= 3 ? ["title:" + cut(words)] : []; }
  function ofName(text) { var words = folded(strip(text).replace(AROUND_NAME, "")); return Array.from(words).length >= 2 ? ["name:" + cut(words)] : []; }
  function unwrapped(text) {
    var address = parse(text), inner = address && /\/sinaurl$/.test(address.path) ? address.query.u || "" : "";
    return /^https?:\/\/\S+$/.test(inner) ? inner : text;
  }
  function ofPasted(text) {
    var found = ofAddress(text), at = text.search(/[^\x00-\x7f]/);
    return at < 0 || found.some(isPost) ? found : found.concat(ofAddress(text.slice(0, at).replace(TRAILING, "")));
  }
  function bare(text) {
    if (/^gh_[0-9a-f]{12}$/.test(text)) return ["weixin@" + text];
    if (/^[0-9]{16,20}$/.test(text)) return ["weibo:" + text, "toutiao:" + text, "douyin:" + text];
    return /^[A-Za-z0-9_-]{22}$/.test(text) ? ["weixin:s/" + text] : [];
  }
  function words(text) {
    var rest = text.replace(ADDRESS, " "), found = [], match;
    QUOTED.lastIndex = 0;
    while ((match = QUOTED.exec(rest))) found.push(match.slice(1).filter(Boolean)[0]);
    rest.split(LINES).forEach(function (line) { if (strip(line)) found.push(strip(line)); });
    found.push(strip(rest));
    rest.split(LINES).forEach(function (line) {
      strip(line).split(BETWEEN).forEach(function (part) { if (strip(part)) found.push(strip(part)); });
    });
    return unique(found).slice(0, 12);
  }
  function flat(list, make) { return list.reduce(function (all, one) { return all.concat(make(one)); }, []); }
  function asked(text) {
    text = plain(text);
    var byAddress = flat(find(text), function (one) { return ofPasted(unwrapped(one)); }), said = words(text);
    return unique([].concat(
      byAddress.filter(isPost),
      bare(text),
      byAddress.filter(function (key) { return key.indexOf("url:") === 0; }),
      flat(said, ofTitle),
      flat(byAddress, function (key) {
        if (key.indexOf("name:") === 0) return ofName(key.slice(5));
        return key.indexOf("url:") === 0 || isPost(key) ? [] : [key];
      }),
      flat(said, ofName)
    ));
  }
  function shardOf(key, digits) {
    var value = -1, bytes = new TextEncoder().encode(key);
    for (var n = 0; n < bytes.length; n++) {
      value ^= bytes[n];
      for (var bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    return digits ? ("00000000" + ((value ^ -1) >>> 0).toString(16)).slice(-digits) : "all";
  }
  function isOwn(path) { return /^\/[a-z0-9][A-Za-z0-9/_.-]*$/.test(path) && path.indexOf("//") < 0 && path.indexOf("..") < 0; }

  if (typeof module !== "undefined" && module.exports) { module.exports = { asked: asked, shardOf: shardOf, isOwn: isOwn }; return; }

  /* The page ------------------------------------------------------------------------------------------------ */
  var place = document.getElementById("go-answer"), form = document.getElementById("go-form");
  if (!place || !form || !root.fetch) return;
  var digits = Number(place.getAttribute("data-digits")), shards = {};

  function load(name) {
    shards[name] = shards[name] || fetch("/go/" + name + ".json").then(function (response) {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    });
    return shards[name];
  }
  function lookUp(text) {
    var keys = asked(text);
    return Promise.all(keys.map(function (key) {
      return load(shardOf(key, digits)).then(function (shard) {
        var at = Object.prototype.hasOwnProperty.call(shard.keys, key) ? shard.keys[key] : [];
        return at.map(function (position) { return shard.targets[position]; });
      });
    })).then(function (all) {
      var found = { targets: [], account: null };
      all.forEach(function (some) {
        var posts = some.filter(function (one) { return one[0] !== "account"; });
        if (!found.targets.length) found.targets = posts;
        found.account = found.account || some.filter(function (one) { return one[0] === "account"; })[0] || null;
      });
      var kept = found.targets.filter(function (one) { return one[0] !== "lost"; });
      found.targets = (kept.length ? kept : found.targets).slice(0, MOST);
      return found;
    });
  }
  function element(name, content, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    [].concat(content).forEach(function (one) { made.append(one); });
    return made;
  }
  function link(path, text) { return isOwn(path) ? element("a", text, { href: path }) : text; }
  function told(target) {
    if (target[0] === "lost") {
      var lost = element("li", [element("strong", "已灭失："), target[1] || "（没有标题）", "。" + target[2] + "。"]);
      if (isOwn(target[4])) lost.append(" ", link(target[4], "看这个账号的去向"));
      return lost;
    }
    var shown = [link(target[1], target[2]), " " + target[3]];
    return element("li", target[0] === "withdrawn" ? shown.concat("（已撤下，页面写明原因）") : shown);
  }
  function show(text, found) {
    var parts = [];
    if (found.targets.length) {
      parts.push(element("p", found.targets[0][0] === "lost" ? "本站知道这一条，但没有收到它的内容：" : "找到 " + found.targets.length + " 件："));
      parts.push(element("ul", found.targets.map(told)));
    }
    if (found.account) {
      parts.push(element("p", [found.targets.length ? "所属账号：" : "没有找到这一条，但认出了账号：", link(found.account[1], found.account[2]),
        "。" + found.account[3], found.account[4] ? "后续信息请看：" + found.account[4] + "。" : ""]));
    }
    if (!parts.length) {
      parts.push(element("p", "本站没有这一条的记录。可以试试："));
      parts.push(element("ul", [
        element("li", element("a", "用标题里的几个字搜索", { href: "/search?q=" + encodeURIComponent(strip(text.replace(ADDRESS, " ")).slice(0, 100)) })),
        element("li", link("/accounts/", "从账号清单进入原账号")), element("li", link("/departments/", "按部门查找"))]));
    }
    place.replaceChildren.apply(place, parts);
    place.className = "go-answer";
  }
  function answer(text) {
    place.replaceChildren(element("p", "正在查找……"));
    lookUp(text).then(function (found) {
      var only = found.targets.length === 1 && found.targets[0][0] !== "lost" ? found.targets[0][1] : "";
      if (isOwn(only)) location.replace(only); else show(text, found);
    }, function () { place.replaceChildren(element("p", "没有读到对照表，请检查网络后再试；也可以从账号清单进入。")); });
  }
  form.addEventListener("submit", function (event) {
    var text = form.elements.u.value;
    event.preventDefault();
    history.replaceState(null, "", "/go/?u=" + encodeURIComponent(text.slice(0, 2000)));
    answer(text);
  });
  var given = new URLSearchParams(location.search).get("u");
  if (given && !place.hasAttribute("data-answered")) { form.elements.u.value = given; answer(given); }
})(typeof self === "undefined" ? this : self);

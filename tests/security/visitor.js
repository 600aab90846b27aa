/* Opens addresses in frames (or in windows), rouses each page, and tells of every one what it did and what it holds. */
(() => {
  const SCRIPTS = /^\/theme\/[a-z-]+\.js$/, SHEETS = /^\/theme\/[a-z-]+\.css$/;
  const LINKS = ["href", "src", "action", "formaction", "data", "poster", "background", "cite", "longdesc", "manifest",
    "codebase", "ping", "srcset", "xlink:href", "archive", "classid", "profile", "usemap", "dynsrc", "lowsrc"];
  const LOADS = new Set(["src", "srcset", "data", "poster", "background", "manifest", "codebase", "ping", "archive"]);
  const NEVER = "iframe,frame,frameset,object,embed,applet,base,meta[http-equiv='refresh' i],template,portal,math,style,marquee,video,audio,canvas,dialog,textarea,select,keygen,isindex,xml,xmp,plaintext,bgsound,layer,foreignObject,animate,set,animateTransform,handler,image";
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /* What a page of ours must not hold, whatever its fields say. */
  function faults(page) {
    const found = [], say = (what, element) => found.push(what + ": " + (element.outerHTML || "").slice(0, 200));
    if (page.contentType !== "text/html") return found;
    page.querySelectorAll(NEVER).forEach((one) => say("element", one));
    for (const one of page.querySelectorAll("*")) {
      const name = one.localName;
      if (name === "script") {
        const kind = one.getAttribute("type") || "";
        if (kind === "application/ld+json") { try { JSON.parse(one.textContent); } catch (error) { say("json", one); } }
        else if (kind || !one.src || new URL(one.src).origin !== location.origin || !SCRIPTS.test(new URL(one.src).pathname)) say("script", one);
      }
      if (name === "link" && /stylesheet|preload|prefetch|import|preconnect/i.test(one.rel)
          && !(new URL(one.href).origin === location.origin && SHEETS.test(new URL(one.href).pathname))) say("link", one);
      for (const { name: key, value } of one.attributes) {
        if (/^on/i.test(key)) say("event", one);
        if (key === "style" || key === "srcdoc" || key === "is" || key === "contenteditable" || key === "autofocus") say(key, one);
        if (!LINKS.includes(key.toLowerCase())) continue;
        if (key === "src" && one.matches("img.qr") && /^data:image\/png;base64,[A-Za-z0-9+\/=]+$/.test(value)) continue; // ours
        for (const part of key === "srcset" ? value.split(",").map((some) => some.trim().split(/\s+/)[0]) : [value]) {
          let target;
          try { target = new URL(part, page.baseURI); } catch (error) { continue; }
          if (!["http:", "https:", "mailto:", "tel:"].includes(target.protocol)) say("scheme", one);
          if ((LOADS.has(key) || key === "action" || key === "formaction") && target.origin !== location.origin) say("origin", one);
        }
      }
    }
    return found;
  }

  /* Dispatch what each handler waits for; press what can be pressed, links with a scheme of their own among it. An address
     that cannot be parsed (its protocol is ":") leads nowhere but away. */
  function rouse(page, view) {
    for (const one of page.querySelectorAll("*")) {
      for (const name of view.Element.prototype.getAttributeNames.call(one)) {
        if (!/^on/i.test(name)) continue;
        try { view.EventTarget.prototype.dispatchEvent.call(one, new view.Event(name.slice(2).toLowerCase(), { bubbles: true })); } catch (error) { /* gone */ }
      }
      try {
        const odd = one.protocol && one.protocol !== ":" && !/^(https?|mailto|tel):$/.test(one.protocol);
        const link = one.getAttribute("xlink:href") || one.getAttribute("href") || "";
        if (odd || /^\s*j/i.test(link)) one.dispatchEvent(new view.MouseEvent("click", { bubbles: true, cancelable: true, view: view }));
        else if (one.localName === "button" || (one.localName === "input" && /submit|button|image/.test(one.type))) {
          if (one.form && !/^https?:/.test(one.formAction || one.form.action)) one.click();
          else if (!one.form) one.click();
        } else if (one.localName === "summary") one.click();
      } catch (error) { /* gone */ }
    }
  }

  function frame() {
    const made = document.createElement("iframe");
    made.width = 600; made.height = 300;
    document.body.append(made);
    return { view: () => made.contentWindow, go: (url) => new Promise((done) => {
      made.onload = done; made.src = url; setTimeout(done, 8000);
    }), close: () => made.remove() };
  }
  function tab() {
    const made = window.open("about:blank", "", "popup");
    return { view: () => made, go: async (url) => {
      made.location.href = url;
      for (let tries = 0; tries < 1600; tries++) {
        await pause(5);
        try {
          if (made.location.href !== "about:blank" && made.document.readyState === "complete") return;
        } catch (error) { return; }
      }
    }, close: () => made.close() };
  }

  async function visit(url, asked) {
    const slot = (asked.tabs ? tab : frame)();
    const seen = { url: url, fired: 0, reached: false, faults: [], refused: [] };
    try {
      await slot.go(url);
      const view = slot.view();
      const start = new URL(url, location.href);
      await pause(asked.settle);
      try { rouse(view.document, view); } catch (error) { /* it went elsewhere */ }
      await pause(asked.settle);
      seen.fired = view.__fired || 0;
      try {
        seen.reached = view.location.pathname === start.pathname && view.document.body !== null
          || view.document.documentElement !== null && view.location.pathname === start.pathname;
        if (asked.strict) seen.faults = faults(view.document);
        /* The browser's own view of a feed styles itself, which the policy refuses. */
        seen.refused = view.document.contentType === "text/html" ? view.__refused || [] : [];
        seen.text = (view.document.documentElement.textContent || "").length;
      } catch (error) { seen.reached = false; }
    } catch (error) { seen.faults.push("visit: " + error); }
    slot.close();
    return seen;
  }

  window.visitAll = async (urls, asked) => {
    const seen = [], queue = urls.slice();
    const work = async () => { while (queue.length) seen.push(await visit(queue.shift(), asked)); };
    await Promise.all(Array.from({ length: asked.slots }, work));
    return seen;
  };
})();

/* Suggestions while typing: titles that hold what was typed, from /api/suggest. An ARIA combobox with a list box
   (WAI-ARIA Authoring Practices, "editable combobox with list autocomplete"); without this script, or without the
   server, the form works as it is. */
(function () {
  "use strict";
  var PAUSE_MS = 150, LONGEST = 40;
  function element(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }
  function equip(form, number) {
    var field = form.elements.q, waiting = 0, asked = "", composing = false, current = -1, id = "suggestions-" + number;
    if (!field) return;
    var list = element("ul", { id: id, role: "listbox", "class": "suggestions", "aria-label": "标题建议", hidden: "" });
    var status = element("span", { role: "status", "class": "visually-hidden" });
    var attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    Object.keys(attributes).forEach(function (key) { field.setAttribute(key, attributes[key]); });
    form.append(list, status);

    function close() {
      clearTimeout(waiting);
      asked = "";
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    }
    function choose(place) {
      current = place;
      Array.from(list.children).forEach(function (option, at) { option.setAttribute("aria-selected", String(at === place)); });
      if (place < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
    function show(found) {
      list.replaceChildren.apply(list, found.map(function (one, at) {
        var option = element("li", { id: id + "-" + at, role: "option", "aria-selected": "false", "data-url": one.url });
        option.textContent = one.title;
        return option;
      }));
      choose(-1);
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!!found.length));
      status.textContent = found.length ? "有 " + found.length + " 条标题建议，按上下键选择" : "";
    }
    function ask() {
      var text = field.value.trim();
      if (!text || text.length > LONGEST) return close();
      if (text === asked) return;
      asked = text;
      fetch("/api/suggest?q=" + encodeURIComponent(text))
        .then(function (got) { return got.ok ? got.json() : { suggestions: [] }; })
        .then(function (answer) { if (text === asked && document.activeElement === field) show(answer.suggestions); })
        .catch(function () { /* no server, no suggestions */ });
    }
    function open(option) {
      var url = option.getAttribute("data-url");
      if (/^\/(?!\/)/.test(url)) location.assign(url);
    }
    function typed() {
      clearTimeout(waiting);
      if (!composing) waiting = setTimeout(ask, PAUSE_MS);
    }
    field.addEventListener("compositionstart", function () { composing = true; });
    field.addEventListener("compositionend", function () { composing = false; typed(); });
    field.addEventListener("input", typed);
    field.addEventListener("blur", close);
    form.addEventListener("submit", close);
    field.addEventListener("keydown", function (event) {
      var count = list.children.length;
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
      if (event.key === "ArrowDown") choose(current + 1 < count ? current + 1 : -1);
      else if (event.key === "ArrowUp") choose(current < 0 ? count - 1 : current - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && current >= 0) open(list.children[current]);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("[role=option]");
      if (option) open(option);
    });
  }
  document.querySelectorAll("form.search-form").forEach(equip);
})();

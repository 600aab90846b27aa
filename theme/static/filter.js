/* Typing narrows the rows of a table, or of several under [data-filter="what a row is"]; without this script the
   tables stand whole and the pages by platform, state and department do the same. Every word must stand in a row. */
(function () {
  "use strict";
  var scope = document.querySelector("[data-filter]");
  if (!scope) return;
  function fold(text) { return text.normalize("NFKC").toLowerCase(); }
  var rows = Array.from(scope.querySelectorAll("tbody tr")), texts = rows.map(function (row) { return fold(row.textContent); });
  if (rows.length < 2) return;
  var parts = Array.from(scope.querySelectorAll("[data-part]"));
  var form = document.createElement("form"), label = document.createElement("label");
  var field = document.createElement("input"), told = document.createElement("span");
  form.className = "filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "在本页筛选" + scope.dataset.filter);
  label.textContent = "在本页筛选";
  label.htmlFor = field.id = "filter";
  field.type = "search";
  field.autocomplete = "off";
  field.placeholder = "名称、部门、状态……可写几个词";
  told.setAttribute("role", "status");
  form.append(label, field, told);
  scope.before(form);
  function narrow() {
    var words = fold(field.value).split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      shown += fits;
    });
    parts.forEach(function (part) { part.hidden = !part.querySelector("tbody tr:not([hidden])"); });
    told.textContent = !words.length ? "" : shown ? shown + " 条符合" : "没有符合的，换个词试试";
  }
  field.addEventListener("input", narrow);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  narrow();
})();

/* Two comforts; everything works without them. The large-text view (适老化) is kept for the next page: without this
   script the link #elder switches the same styles on for one page. A link pasted into a search goes to /go/. */
(function () {
  "use strict";
  var root = document.documentElement, KEY = "elder";
  function kept() { try { return localStorage.getItem(KEY) === "1"; } catch (error) { return false; } }
  function keep(on) { try { localStorage.setItem(KEY, on ? "1" : "0"); } catch (error) { /* private window */ } }
  function turn(on) { root.classList.toggle("elder", on); }
  if (location.hash === "#elder") keep(true);
  turn(kept());
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".elder-on, .elder-off");
    if (!link) return;
    var on = link.classList.contains("elder-on");
    event.preventDefault();
    if (location.hash === "#elder") history.replaceState(null, "", location.pathname + location.search);
    keep(on);
    turn(on);
    document.querySelector(on ? ".elder-off" : ".elder-on").focus();
  });
  document.addEventListener("submit", function (event) {
    var field = event.target.elements && event.target.elements.q;
    var text = field && field.value.trim();
    if (!text || text.indexOf("<") >= 0 || !/https?:\/\/|(?:^|[\s/])(?:mp\.weixin\.qq\.com|(?:m\.)?weibo\.c(?:om|n)|t\.cn)\//i.test(text)) return;
    event.preventDefault();
    location.assign("/go/?u=" + encodeURIComponent(text.slice(0, 2000)));
  });
})();

/* Runs before any script of any frame: whoever shows a dialog has executed, and says so in its window and in all above;
   so has whoever fails (an error of a script reaches the window, that of a picture does not). */
(() => {
  const fire = () => {
    let here = window;
    for (;;) {
      try { here.__fired = (here.__fired || 0) + 1; } catch (error) { break; }
      if (here === here.parent) break;
      here = here.parent;
    }
    try { window.top.postMessage("fired", "*"); } catch (error) { /* detached */ }
    try { if (window.opener) window.opener.postMessage("fired", "*"); } catch (error) { /* another group */ }
  };
  for (const name of ["alert", "confirm", "prompt", "print"]) {
    Object.defineProperty(window, name, { value: fire, writable: false, configurable: false });
  }
  window.addEventListener("error", fire);
  window.addEventListener("message", (event) => { if (event.data === "fired") window.__strays = (window.__strays || 0) + 1; });
  window.addEventListener("securitypolicyviolation", (event) => {
    (window.__refused = window.__refused || []).push(event.violatedDirective + " " + event.blockedURI);
  });
})();

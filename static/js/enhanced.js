// Loaded in <head>, before first paint: marks a page whose scripts will run.
(function (root) {
  root.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) root.classList.add("govuk-frontend-supported");
})(document.documentElement);

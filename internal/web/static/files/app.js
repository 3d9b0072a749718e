// Small comforts; every page works without them.
(function () {
  "use strict";

  // A form that failed begins at its summary.
  function focusSummary(root) {
    var summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  // A link to a field of a form puts the cursor into it.
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".summary a");
    if (!link) return;
    var field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    (field.matches("fieldset") ? field.querySelector("input") : field).focus();
  });

  // A problem of a file puts the cursor where it lies.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-line]");
    if (!link) return;
    var area = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!area) return;
    event.preventDefault();
    var lines = area.value.split("\n"), at = Number(link.dataset.line) - 1;
    var start = lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[at] || "").length);
    area.scrollTop = area.scrollHeight * Math.max(0, at - 3) / lines.length;
    area.scrollIntoView({ block: "center" });
  });

  // What opens closes again: by Escape, by a click elsewhere, by its own button.
  var openers = "details.pop[open], details.drawer[open]";
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(openers).forEach(function (box) {
      box.open = false;
      box.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll(openers).forEach(function (box) {
      if (!box.contains(event.target) || event.target.closest("[data-close]")) box.open = false;
    });
  });

  // The box in a table's head ticks every row.
  document.addEventListener("change", function (event) {
    var id = event.target.getAttribute("data-check-all");
    if (!id) return;
    document.querySelectorAll("#" + id + " tbody input[name=id]").forEach(function (box) {
      box.checked = event.target.checked;
    });
  });

  // A form is sent once, however often its button is pressed; coming back by the browser's button frees it.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 5000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  focusSummary(document);
  document.addEventListener("htmx:load", function (event) { focusSummary(event.target); });
})();

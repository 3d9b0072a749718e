// Sliders of levers: each says the same as the field beside it, which is what the form sends. Without this script the fields alone
// are there.
(function () {
  "use strict";

  document.querySelectorAll("input[type=range][data-for]").forEach(function (slider) {
    var field = document.getElementById(slider.dataset.for);
    if (!field) return;
    slider.hidden = false;
    slider.addEventListener("input", function () { field.value = slider.value; });
    field.addEventListener("input", function () { slider.value = field.value; });
  });

  // What stands elsewhere than in the text is marked.
  document.addEventListener("input", function (event) {
    var lever = event.target.closest(".lever[data-was]");
    if (!lever) return;
    var field = lever.querySelector("[name^='moves.']");
    lever.classList.toggle("is-moved", field.value !== lever.dataset.was);
  });
})();

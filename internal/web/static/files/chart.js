// Draws every [data-chart] with the ECharts options in the inert JSON it names. Tooltips are drawn inside
// the picture (richText), so that no inline style is needed and the content policy stays strict.
(function () {
  "use strict";

  var colours = ["#1d5fbf", "#4fa0e8", "#d96a0b", "#2b8a4b", "#7b3fb3", "#c0271f", "#0f7f86", "#8a6d1a", "#5b6b86"];
  var contrast = ["#00339a", "#a00000", "#006b2b", "#5b2c83", "#7a4a00", "#000000"];
  var type = getComputedStyle(document.body).fontFamily;

  function merge(into, from) {
    Object.keys(from).forEach(function (key) {
      var a = into[key], b = from[key];
      var plain = a && b && typeof a === "object" && typeof b === "object" && !Array.isArray(a) && !Array.isArray(b);
      into[key] = plain ? merge(a, b) : b;
    });
    return into;
  }

  function axis(value) {
    var base = { axisLabel: { color: "#3f4b60" }, axisLine: { lineStyle: { color: "#7d899c" } }, splitLine: { lineStyle: { color: "#e1e6ee" } }, nameTextStyle: { color: "#3f4b60" } };
    return Array.isArray(value) ? value.map(axis) : merge(base, value);
  }

  function draw(box) {
    if (box.dataset.drawn) return;
    var source = document.getElementById(box.getAttribute("data-chart"));
    if (!source || !window.echarts) return;
    box.dataset.drawn = "1";
    var options = JSON.parse(source.textContent);
    ["xAxis", "yAxis"].forEach(function (name) { if (options[name]) options[name] = axis(options[name]); });
    var size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8);
    var base = {
      color: document.documentElement.classList.contains("contrast") ? contrast : colours,
      textStyle: { fontFamily: type, fontSize: size },
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches && !navigator.webdriver,
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: "#2a3447" } },
      tooltip: { renderMode: "richText", confine: true },
    };
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(merge(base, options));
    new ResizeObserver(function () { chart.resize(); }).observe(box);
  }

  function drawAll(root) {
    root.querySelectorAll("[data-chart]").forEach(draw);
  }
  drawAll(document);
  document.addEventListener("htmx:load", function (event) { drawAll(event.target); });
  // What is about to be replaced lets go of its charts, and of the styles they set: htmx would carry these over.
  document.addEventListener("htmx:beforeSwap", function (event) {
    event.detail.target.querySelectorAll("[data-chart]").forEach(function (box) {
      var chart = window.echarts && window.echarts.getInstanceByDom(box);
      if (chart) chart.dispose();
      box.removeAttribute("style");
    });
  });
})();

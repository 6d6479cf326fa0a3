// Makes charts answer to the pointer; without it, or where it fails, the pictures stay as they are.
"use strict";

const figures = document.querySelectorAll("figure.chart[data-spec]");
const script = "/charts/vega.js";
const NARROW = 540;
const WIDEST = 1000;
const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

let loading;
const loaded = () => loading ??= new Promise((resolve, reject) => {
  const element = document.createElement("script");
  element.src = script;
  element.onload = resolve;
  element.onerror = reject;
  document.head.append(element);
});

async function liven(figure) {
  const theme = dark() ? "dark" : "light";
  figure.dataset.drawing = theme;
  const address = new URL(figure.dataset.spec, location);
  address.searchParams.set("theme", theme);
  const [answer] = await Promise.all([fetch(address), loaded()]);
  if (!answer.ok) return;
  const place = document.createElement("div");
  place.className = "chart-live";
  // an interpreter of expressions instead of eval, no style sheets and no menu of its own: the page's policy allows none of them
  const options = { ast: true, defaultStyle: false, actions: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  const spec = await answer.json();
  const room = figure.querySelector("picture, .chart-live").clientWidth;
  if (room < NARROW && spec.config?.legend) spec.config.legend.columns = 2;
  await window.vegaEmbed(place, spec, options);
  const over = place.querySelector("svg").width.baseVal.value - room;
  const sized = spec.width ? spec : spec.spec;
  if (over && sized?.width) {
    // drawn as wide as there is room; to be scaled down would make its words too small
    sized.width = Math.max(120, Math.min(WIDEST, sized.width - over));
    place.replaceChildren();
    await window.vegaEmbed(place, spec, options);
  }
  // the reader may have turned to the other theme meanwhile
  if (figure.dataset.drawing !== theme) return;
  figure.querySelector("picture, .chart-live").replaceWith(place);
  figure.dataset.live = theme;
}

const redraw = () => {
  for (const figure of figures) {
    if (figure.dataset.drawing && figure.dataset.drawing !== (dark() ? "dark" : "light")) liven(figure).catch(() => {});
  }
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });

const seen = new IntersectionObserver((found) => {
  for (const { isIntersecting, target } of found) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    liven(target).catch(() => {});
  }
}, { rootMargin: "200px" });
for (const figure of figures) seen.observe(figure);

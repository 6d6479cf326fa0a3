// Makes charts answer to the pointer; without it, or where it fails, the pictures stay as they are.
"use strict";

const figures = document.querySelectorAll("figure.chart[data-spec]");
const script = "/charts/vega.js";
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
  const address = new URL(figure.dataset.spec, location);
  address.searchParams.set("theme", dark() ? "dark" : "light");
  const [answer] = await Promise.all([fetch(address), loaded()]);
  if (!answer.ok) return;
  const place = document.createElement("div");
  place.className = "chart-live";
  // an interpreter of expressions instead of eval, no style sheets and no menu of its own: the page's policy allows none of them
  const options = { ast: true, defaultStyle: false, actions: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  await window.vegaEmbed(place, await answer.json(), options);
  figure.querySelector("picture").replaceWith(place);
  figure.dataset.live = "yes";
}

const seen = new IntersectionObserver((found) => {
  for (const { isIntersecting, target } of found) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    liven(target).catch(() => {});
  }
}, { rootMargin: "200px" });
for (const figure of figures) seen.observe(figure);

// What makes the pages handier; every page works without it.
"use strict";

// Light or dark, kept in a cookie so that the server's first byte is right
const theme = document.querySelector(".theme");
if (theme) {
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    name();
  });
  name();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  theme.hidden = false;
}

// A form sent by a change of one of its fields: keys may change it many times on the way to what is wanted, so they are
// waited for, and whoever changed it finds themselves where they were on the page that answers
const PAUSE_MS = 700, SOON_MS = 30000, KEPT = "pledgebook.field";
let byKeys = false, pause;
addEventListener("keydown", () => { byKeys = true; }, true);
addEventListener("pointerdown", () => { byKeys = false; }, true);
const sent = (form, field) => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    sessionStorage.setItem(KEPT, `${location.pathname} ${Date.now()} ${field.id || field.name + "=" + field.value}`);
    form.requestSubmit();
  }, byKeys ? PAUSE_MS : 0);
};
const found = () => {
  const [path, when, id] = (sessionStorage.getItem(KEPT) || "").split(" ");
  if (path !== location.pathname || !id || Date.now() - when > SOON_MS) return;
  const [name, value] = id.split("=");
  const field = document.getElementById(id) || [...document.getElementsByName(name)].find((held) => held.value === value);
  // a page that asks for a moment has no such field, and the one after it has
  if (!field) return;
  sessionStorage.removeItem(KEPT);
  field.closest("details")?.setAttribute("open", "");
  field.focus({ preventScroll: true });
};

// Empty fields, and columns as they are anyway, stay out of the address, so that it can be passed on
for (const form of document.querySelectorAll("form[method=get], form:not([method])")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      if (field.name && field.value === "") field.disabled = true;
    }
    for (const set of form.querySelectorAll("fieldset[data-usual]")) {
      const chosen = [...set.querySelectorAll("input:checked")].map((box) => box.value).join(" ");
      if (chosen === set.dataset.usual) for (const box of set.querySelectorAll("input")) box.disabled = true;
    }
    setTimeout(() => { for (const field of form.elements) field.disabled = false; }, 0);
  });
  if (form.classList.contains("filters")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox]") && !form.dataset.waits) sent(form, event.target);
    });
  }
}

// The day "as of" as a slider over the days between the first report and the last
for (const form of document.querySelectorAll(".slider")) {
  const field = form.querySelector("input[type=date]");
  const day = 86400000, first = Date.parse(form.dataset.first), last = Date.parse(form.dataset.last);
  if (!(last > first)) continue;
  const range = document.createElement("input");
  Object.assign(range, { id: "as-of-range", type: "range", min: 0, max: Math.round((last - first) / day), value: Math.round((Date.parse(field.value) - first) / day) });
  range.setAttribute("aria-label", "The book as of, day by day");
  const told = () => new Date(first + range.value * day).toISOString().slice(0, 10);
  range.setAttribute("aria-valuetext", told());
  range.addEventListener("input", () => { clearTimeout(pause); field.value = told(); range.setAttribute("aria-valuetext", told()); });
  range.addEventListener("change", () => sent(form, range));
  form.append(range);
}
found();

// On a narrow screen the menu begins where one is
document.querySelector("nav [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });

// "/" goes to the search field
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    document.getElementById("find").focus();
  }
});

// The API's reference can be tried; a type that is led to opens
for (const form of document.querySelectorAll("form.try")) {
  for (const cell of form.querySelectorAll(".try-cell")) cell.hidden = false;
  form.addEventListener("submit", () => {
    let path = form.dataset.path;
    for (const field of form.querySelectorAll("[data-in=path]")) {
      path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      field.disabled = true;
    }
    form.action = path;
  });
}
const opened = () => {
  const shape = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (shape instanceof HTMLDetailsElement) shape.open = true;
};
addEventListener("hashchange", opened);
opened();

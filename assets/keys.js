// Single keys for those who work here all day: / searches, j and k walk the rows, Enter opens, ? lists the keys.
// They can be turned off (WCAG 2.1.4), and do nothing while somebody types or a dialog asks.
(() => {
  const dialog = document.getElementById("keys");
  const opener = document.querySelector("[data-keys]");
  if (!dialog || !opener) return;

  const OFF = "hemgang.keys.off";
  const on = dialog.querySelector("input");
  on.checked = localStorage.getItem(OFF) === null;
  opener.hidden = false;

  function writing(target) {
    return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
  }

  function walk(step) {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.closest("tr, li")?.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].focus();
    rows[next].scrollIntoView({ block: "nearest" });
  }

  const ACTS = {
    "/": () => document.getElementById("sok")?.select(),
    j: () => walk(1),
    k: () => walk(-1),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const act = ACTS[event.key];
    if (!act || !on.checked || writing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  });
  opener.addEventListener("click", () => dialog.showModal());
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
})();

// Saves what is typed in a form as the person's draft: some seconds after typing, on leaving a field, on leaving the
// page. What is sent is asked for first whether anybody is still signed in: nothing typed is thrown away with the page.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const AFTER_MS = 3000;
  const AGAIN_MS = 15000;
  const PATIENCE_MS = 2000;
  const NO_DRAFT = ["key", "version", "utkast", "visa"];
  const said = form.querySelector("[data-draft-said]");
  let saved = state();
  let timer = 0;
  let saving = Promise.resolve();
  let asking = false;
  let sending = false;

  function typed() {
    return new URLSearchParams(new FormData(form));
  }

  function state() {
    const all = typed();
    for (const name of NO_DRAFT) all.delete(name);
    return all.toString();
  }

  function ended() {
    document.dispatchEvent(new CustomEvent("session:ended", { detail: { unsaved: state() !== saved } }));
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    const now = state();
    if (!asking && !sending && now !== saved) saving = keep(now);
  }

  async function keep(now) {
    let answer;
    try {
      answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: typed(),
        headers: { accept: "application/json" },
      });
    } catch {
      answer = null;
    }
    if (answer?.status === 401) {
      ended();
    } else if (answer?.ok) {
      saved = now;
      said.textContent = `Utkast sparat ${await answer.text()}`;
    } else {
      said.textContent = "Utkastet kunde inte sparas";
      timer = setTimeout(save, AGAIN_MS);
    }
  }

  form.addEventListener("input", () => {
    if (!timer) timer = setTimeout(save, AFTER_MS);
  });
  form.addEventListener("focusout", save);

  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const { submitter } = event;
    // A draft of what has been recorded would be refused: what is being saved goes first, nothing more after it.
    await Promise.race([saving, new Promise((passed) => setTimeout(passed, PATIENCE_MS))]);
    try {
      const answer = await fetch("/session", { headers: { accept: "application/json" } });
      if (answer.status === 401) {
        asking = false;
        ended();
        return;
      }
    } catch {
      // Not reachable: the browser says so when it sends the form.
    }
    sending = true;
    form.requestSubmit(submitter);
  });

  addEventListener("pagehide", () => {
    if (!sending && state() !== saved) navigator.sendBeacon(form.dataset.draft, typed());
  });
  // Back from the browser's memory.
  addEventListener("pageshow", () => {
    asking = false;
    sending = false;
  });
})();

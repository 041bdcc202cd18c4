// Warns two minutes before the session ends, and says when it has. The server is asked, never a clock of the browser's
// own: another tab may have kept the session alive.
(() => {
  const dialog = document.getElementById("session");
  const given = document.querySelector('meta[name="session-left"]');
  if (!dialog || !given) return;

  const WARNING_S = 120;
  const AGAIN_S = 15;
  let next = 0;
  let timer = 0;
  let unsaved = false;

  function ask(address, method) {
    return fetch(address, { method, headers: { accept: "application/json" } });
  }

  function plan(seconds) {
    clearTimeout(timer);
    next = Date.now() + seconds * 1000;
    timer = setTimeout(() => look(), seconds * 1000);
  }

  async function look(going = false) {
    let answer;
    try {
      answer = await ask(going ? "/session/fortsatt" : "/session", going ? "POST" : "GET");
    } catch {
      plan(AGAIN_S);
      return;
    }
    if (answer.status === 401) {
      ended();
    } else if (!answer.ok) {
      plan(AGAIN_S);
    } else {
      const left = await answer.json();
      if (left.left_s > WARNING_S) {
        if (dialog.open) dialog.close();
        plan(left.left_s - WARNING_S);
      } else {
        for (const at of dialog.querySelectorAll("[data-at]")) at.textContent = left.at;
        show(left.longer ? "idle" : "longest");
        plan(Math.min(left.left_s + 1, AGAIN_S));
      }
    }
  }

  function show(state) {
    if (dialog.open && dialog.dataset.state === state) return;
    dialog.dataset.state = state;
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
    const said = dialog.querySelector(`[data-when="${state}"]`);
    dialog.querySelector("#session-title")?.removeAttribute("id");
    dialog.querySelector("#session-text")?.removeAttribute("id");
    said.querySelector("h2").id = "session-title";
    said.querySelector("p:not([hidden])").id = "session-text";
    if (!dialog.open) dialog.showModal();
    said.querySelector("button, a").focus();
  }

  function ended() {
    clearTimeout(timer);
    const back = location.pathname + location.search;
    dialog.querySelector("[data-sign-in]").href = `/logga-in?vidare=${encodeURIComponent(back)}`;
    dialog.querySelector("[data-lost]").hidden = !unsaved;
    dialog.querySelector("[data-kept]").hidden = unsaved;
    show("ended");
  }

  dialog.querySelector("[data-stay]").addEventListener("click", () => look(true));
  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => {
      dialog.close();
      // Somebody signs in elsewhere: this page goes on as soon as they have.
      plan(AGAIN_S);
    });
  }
  // Timers sleep with the machine and behind other tabs.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() >= next) look();
  });
  // Other scripts were told 401. `detail.unsaved`: with something typed that could not be saved.
  document.addEventListener("session:ended", (event) => {
    unsaved = event.detail.unsaved;
    ended();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) ended();
  });
  plan(Math.max(Number(given.content) - WARNING_S, 1));
})();

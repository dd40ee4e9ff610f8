// The bell: asks now and then how many notifications are not read, while somebody looks at the page.
// On the page of one notification: opens what it is about at once, as its button does.
const EVERY_MS = 60_000;
const bell = document.querySelector(".bell");

async function ask() {
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(bell.dataset.count, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return;
    show((await answer.json()).unread);
  } catch {
    // Away for a moment: the next time will do.
  }
}

function show(unread) {
  const count = bell.querySelector(".bell-count");
  count.querySelector("b").textContent = unread;
  count.hidden = unread === "";
}

async function openAtOnce(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    // Not into the list of pages visited: “back” would lead here, and here leads forth again.
    if (answer.ok && answer.redirected) location.replace(answer.url);
  } catch {
    // The button is there.
  }
}

if (bell) {
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
}
const form = document.querySelector("form[data-open-at-once]");
if (form) openAtOnce(form);

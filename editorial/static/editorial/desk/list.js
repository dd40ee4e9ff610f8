// The desk's list of articles: what is in the way of each, ticking all, and short addresses. It works without, too.

const table = document.getElementById("result_list");
const form = document.getElementById("article-filters");

/** Leave blank fields out of the address. */
form?.addEventListener("submit", () => {
  for (const field of form.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
  // Back with the browser's button: the fields are to be filled in again.
  setTimeout(() => { for (const field of form.elements) field.disabled = false; });
});

/** Ask what is in the way, one state at a time: each asks for other parts of the content. */
async function fillIn(cells, state) {
  const address = new URL(table.dataset.inTheWay, location.href);
  address.searchParams.set("state", state);
  for (const cell of cells) address.searchParams.append("id", cell.dataset.article);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const { articles } = await answer.json();
  for (const cell of cells) {
    const said = articles[cell.dataset.article];
    if (said) cell.replaceChildren(...shown(said));
  }
}

function shown({ first, more, ready }) {
  if (ready) return [document.createTextNode(ready)];
  const list = document.createElement("ul");
  for (const words of more ? [...first, `and ${more} more`] : first) {
    const item = document.createElement("li");
    item.textContent = words;
    item.dir = "auto";
    list.append(item);
  }
  return [list];
}

async function inTheWay() {
  const groups = new Map();
  for (const cell of table.querySelectorAll("[data-article]")) {
    const { state } = cell.dataset;
    groups.set(state, [...(groups.get(state) ?? []), cell]);
  }
  for (const [state, cells] of groups) {
    try {
      await fillIn(cells, state);
    } catch {
      return; // The links to the articles stay.
    }
  }
}

function ticking() {
  const boxes = [...table.querySelectorAll("input[name=articles]")];
  const button = document.getElementById("tick-all");
  if (!button || !boxes.length) return;
  const count = document.getElementById("ticked");
  const say = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? `${ticked} ticked` : "";
    button.textContent = ticked === boxes.length ? "Untick all on this page" : "Tick all on this page";
  };
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    say();
  });
  table.addEventListener("change", say);
  say();
}

if (table) {
  ticking();
  inTheWay();
}

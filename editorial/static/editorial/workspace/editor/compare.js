// Two versions of a field beside each other, the differing words marked.
import { byId, el, openDialog } from "./dom.js"
import { diffWords } from "./diff.js"

// The first difference is marked in both versions, also where one of them has nothing there.
function marked(parts, side) {
  const first = parts.findIndex((part) => part.side !== "both")
  return parts.flatMap((part, index) => [
    ...(index === first ? [el("span", { "data-first": true })] : []),
    ...(part.side === "both" ? [part.text] : part.side === side ? [el("mark", {}, part.text)] : []),
  ])
}

// Each version scrolls by itself: its first difference comes into sight once the pane stands on the page.
function showFirst(panes) {
  requestAnimationFrame(() => {
    for (const pane of panes.querySelectorAll(".version-text")) {
      const first = pane.querySelector("[data-first]")
      const below = first ? first.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0
      if (below > pane.clientHeight / 2) pane.scrollTop += below - pane.clientHeight / 3
    }
  })
}

// `first` and `second`: {heading, words}
export function sideBySide(first, second) {
  const parts = diffWords(first.words, second.words)
  const version = (heading, content) =>
    el("div", { class: "version" }, el("h4", {}, heading), el("div", { class: "version-text", dir: "auto", tabindex: "0", role: "group", "aria-label": heading }, ...content))
  const or = (content) => (content.some((part) => part.textContent ?? part) ? content : [el("em", {}, "nothing")])
  const panes = el("div", { class: "versions" }, version(first.heading, or(marked(parts, "old"))), version(second.heading, or(marked(parts, "new"))))
  showFirst(panes)
  return panes
}

// `rows`: [{label, first, second}]
export function showComparison(title, rows) {
  byId("compare-title").textContent = title
  byId("compare-body").replaceChildren(
    ...rows.map(({ label, first, second }) => el("section", {}, el("h3", {}, label), sideBySide(first, second))),
  )
  openDialog(byId("compare-dialog"))
}

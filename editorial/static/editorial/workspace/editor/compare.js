// Two versions of a field beside each other, the differing words marked.
import { byId, el, openDialog } from "./dom.js"
import { diffWords } from "./diff.js"

const marked = (parts, side) =>
  parts
    .filter((part) => part.side === "both" || part.side === side)
    .map((part) => (part.side === "both" ? part.text : el("mark", {}, part.text)))

// `first` and `second`: {heading, words}
export function sideBySide(first, second) {
  const parts = diffWords(first.words, second.words)
  const version = (heading, content) =>
    el("div", { class: "version" }, el("h4", {}, heading), el("div", { class: "version-text", dir: "auto", tabindex: "0", role: "group", "aria-label": heading }, ...content))
  const or = (content) => (content.length ? content : [el("em", {}, "nothing")])
  return el("div", { class: "versions" }, version(first.heading, or(marked(parts, "old"))), version(second.heading, or(marked(parts, "new"))))
}

// `rows`: [{label, first, second}]
export function showComparison(title, rows) {
  byId("compare-title").textContent = title
  byId("compare-body").replaceChildren(
    ...rows.map(({ label, first, second }) => el("section", {}, el("h3", {}, label), sideBySide(first, second))),
  )
  openDialog(byId("compare-dialog"))
}

// Comments on passages: what is selected in the readable article, by mouse or by keyboard, is put into the form of a new
// comment. Passages and their threads lead to each other.
import { Marking } from "../marking.js"
import { announce, byId } from "../workspace/editor/dom.js"

const SELECTOR = "[data-item-kind][data-field][data-paragraph]"
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)")
const box = byId("new-comment")
const form = box?.querySelector("form")

if (form && document.querySelector(SELECTOR)) {
  const suggest = byId("remark-suggest")
  const marking = new Marking({
    selector: SELECTOR,
    bar: byId("marking"),
    quote: byId("marking-words"),
    help: byId("marking-help"),
    cancel: byId("remark-cancel"),
    takers: [byId("remark-comment"), suggest],
    keys: { s: suggest },
    says: {
      begin: "Choosing a passage.",
      keys: "Enter comments on it, S suggests other words, Escape ends.",
      ended: "Nothing was chosen.",
    },
    take: (paragraph, passage, button) => fill(paragraph, passage, button === suggest),
  })
  const begin = byId("remark-begin")
  begin.parentElement.hidden = false
  begin.addEventListener("click", () => marking.begin())
}

function fill({ dataset }, passage, suggests) {
  const { about, passage: words, prefix, suffix, suggest, suggested, text } = form.elements
  about.value = `${dataset.itemKind}:${dataset.itemKind === "article" ? "" : dataset.itemKey}:${dataset.field}`
  words.value = passage.exact
  prefix.value = passage.prefix
  suffix.value = passage.suffix
  suggest.checked = suggests
  if (suggests) suggested.value = passage.exact
  box.open = true
  const first = suggests ? suggested : text
  form.scrollIntoView({ block: "nearest", behavior: CALM.matches ? "auto" : "smooth" })
  first.focus({ preventScroll: false })
  announce(suggests ? "Type what should stand there instead." : "Type your comment on the passage.")
}

// A pressed passage shows its thread; a link to a passage shows that passage.
document.addEventListener("click", (event) => {
  if (!window.getSelection().isCollapsed || event.target.closest("a, button")) return
  const names = event.target.closest?.("[data-marks]")?.dataset.marks.split(" ") ?? []
  const thread = names.map((name) => name.startsWith("comment-") && byId(name)).find(Boolean)
  if (!thread) return
  thread.scrollIntoView({ block: "center", behavior: CALM.matches ? "auto" : "smooth" })
  thread.focus({ preventScroll: true })
})

for (const link of document.querySelectorAll('.remark-place a[href^="#mark-comment-"]')) {
  link.addEventListener("click", () => {
    const name = link.hash.slice("#mark-".length)
    for (const old of document.querySelectorAll(".remarked-now")) old.classList.remove("remarked-now")
    for (const piece of document.querySelectorAll(`[data-marks~="${CSS.escape(name)}"]`)) piece.classList.add("remarked-now")
  })
}

// Single-key shortcuts. Each does what a button of the page does; they can be turned off, and are off in fields.
import { byId, openDialog } from "../workspace/editor/dom.js"

const OFF = "check:keys-off"
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]"

export function listen(acts) {
  const dialog = byId("keys")
  const choice = byId("keys-on")
  const apply = () => {
    document.body.classList.toggle("keys-off", !choice.checked)
  }
  choice.checked = !remembered()
  apply()
  choice.addEventListener("change", () => {
    remember(!choice.checked)
    apply()
  })
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close())
  byId("go-keys").addEventListener("click", () => openDialog(dialog))

  const runs = {
    n: acts.next, j: acts.next, p: acts.previous, k: acts.previous, v: () => acts.verdict("verified"),
    d: () => acts.verdict("disputed"), x: () => acts.verdict("cannot_verify"), g: () => acts.verdict("needs_change"),
    e: acts.evidence, o: acts.beside, c: acts.mark, a: acts.pass, l: acts.pass, r: acts.giveBack,
    "?": () => openDialog(dialog),
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || dialog.open || event.isComposing) return
    const inField = event.target.closest?.(FIELDS)
    if (event.key === "Escape") return acts.escape(event)
    if (inField && event.key === "Enter") return acts.enter(event, inField)
    if (inField || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !choice.checked) return
    const run = runs[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!run) return
    event.preventDefault()
    run()
  })
}

function remembered() {
  try {
    return localStorage.getItem(OFF) === "yes"
  } catch {
    return false
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, "yes")
    else localStorage.removeItem(OFF)
  } catch {
    // Without a store it holds as long as the page.
  }
}

// Single-key shortcuts. Each does what a button of the page does; they can be turned off, and are off in fields.
// Who types a text without knowing that no field has the focus must not give commands with it: see `Writing`.
import { byId, openDialog } from "../workspace/editor/dom.js"

const OFF = "check:keys-off"
const FAST = 350 // milliseconds between two letters of a text
const PAUSE = 700 // milliseconds without a letter: the text is over
const STEPS = "npjk" // commands that are followed fast by others
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
  const writing = new Writing()
  // Before anybody else hears the key, so that the letters of fields count too.
  window.addEventListener("keydown", (event) => writing.hear(event), true)
  window.addEventListener("pointerdown", () => writing.forget(), true)
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || dialog.open || event.isComposing) return
    const inField = event.target.closest?.(FIELDS)
    if (event.key === "Escape") return acts.escape(event)
    if (inField && event.key === "Enter") return acts.enter(event, inField)
    if (inField || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !choice.checked) return
    if (event.key.length > 1 || event.key === " ") return
    const run = runs[event.key.toLowerCase()]
    if (run) event.preventDefault()
    if (writing.goesOn) return
    if (!run || run() === false) writing.begins()
  })
}

// Tells the letters of a text from commands: letters that follow another one fast, and those after a letter that was no
// command or had no effect, until there is a pause. The same letter again, and what follows a step, are commands.
class Writing {
  #last = ""
  #at = -Infinity
  goesOn = false

  hear({ key, timeStamp, repeat, ctrlKey, metaKey, altKey }) {
    if (repeat || ["Shift", "CapsLock"].includes(key)) return
    if (key.length > 1 || ctrlKey || metaKey || altKey) return this.forget()
    const letter = key.toLowerCase()
    const since = timeStamp - this.#at
    if (this.goesOn) this.goesOn = since < PAUSE
    else this.goesOn = since < FAST && letter !== this.#last && !STEPS.includes(this.#last)
    this.#last = letter
    this.#at = timeStamp
  }

  begins() {
    this.goesOn = true
  }

  forget() {
    this.#at = -Infinity
    this.goesOn = false
  }
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

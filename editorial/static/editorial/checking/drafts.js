// What is typed into the forms stays in this tab until the server has taken it.
import { byId } from "../workspace/editor/dom.js"

const FIELDS = "#todo textarea, #todo input[type=url], #todo input[type=date]"
let store = ""

export function keepDrafts({ user, article }) {
  store = `check:${user}:${article}`
  for (const [id, value] of Object.entries(read())) {
    const field = byId(id)
    if (!field || field.value === value) continue
    if (field.value !== field.defaultValue) continue
    field.value = value
    const note = document.createElement("p")
    note.className = "help"
    note.textContent = "This is what you typed here before; it was not recorded."
    field.after(note)
  }
  document.addEventListener("input", ({ target }) => {
    if (target.matches(FIELDS) && target.id) write({ ...read(), [target.id]: target.value })
  })
}

export function forget(form) {
  const kept = read()
  for (const field of form.elements) delete kept[field.id]
  write(kept)
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(store)) ?? {}
  } catch {
    return {}
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(store, JSON.stringify(kept))
  } catch {
    // More than a tab may keep: then only the field has it.
  }
}

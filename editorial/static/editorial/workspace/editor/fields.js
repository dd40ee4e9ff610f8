// The page's fields and the manuscript's values: binding, errors, focus. A field's id is the gates' name of it with
// “:” replaced by “-”: “excerpt-KEY-outlet”.
import { byId } from "./dom.js"
import { RichField, asWords } from "./rich.js"

export const idOf = (item, field) => (item.kind === "article" ? field : `${item.kind}-${item.key}-${field}`)

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean)

const READ = {
  list: (control) => lines(control.value),
  number: (control) => (control.value ? Number(control.value) : null),
  text: (control) => control.value,
}
const SHOW = { list: (value) => (value ?? []).join("\n"), number: (value) => String(value ?? ""), text: (value) => value ?? "" }

export class Fields {
  constructor(manuscript, toolbar) {
    Object.assign(this, { manuscript, toolbar })
    this.all = new Map()
    manuscript.addEventListener("stored", ({ detail }) => this.#stored(detail))
    manuscript.addEventListener("refused", ({ detail }) => this.showError(detail.item, detail.field, detail.message))
    manuscript.addEventListener("accepted", () => this.#clearErrors())
  }

  find(item, field) {
    return this.all.get(idOf(item, field))
  }

  // All plain fields inside `root` that belong to the item.
  bindAll(root, item, except = []) {
    for (const box of root.querySelectorAll("[data-field]:not(.rich-field, .picture)")) {
      if (!except.includes(box.dataset.field)) this.bind(box, item)
    }
  }

  bind(box, item, { kind, onInput } = {}) {
    const field = box.dataset.field
    const id = idOf(item, field)
    const control = box.querySelector("input, textarea, select")
    const type = kind ?? (control.hasAttribute("data-list") ? "list" : field === "section" ? "number" : "text")
    control.id = id
    box.querySelector("label").htmlFor = id
    const help = this.#help(box, id)
    const entry = {
      id, item, field, box, control, help,
      label: box.querySelector("label").textContent,
      show: (value) => {
        control.value = SHOW[type](value)
        grow(control)
        onInput?.(control)
      },
      focus: () => control.focus(),
      words: (value) => SHOW[type](value),
    }
    this.#describe(entry, false)
    entry.show(item.values[field])
    control.addEventListener("input", () => {
      this.manuscript.set(item, field, READ[type](control))
      grow(control)
      onInput?.(control)
    })
    if (control.hasAttribute("data-one-line")) oneLine(control)
    this.all.set(id, entry)
    return entry
  }

  // A rich text field. `options` go to RichField.
  bindRich(box, item, options = {}) {
    const field = box.dataset.field
    const id = idOf(item, field)
    const label = box.querySelector(".label")
    label.id = `${id}-label`
    const help = this.#help(box, id)
    const rich = new RichField({
      host: box.querySelector(".rich"), id, label: label.id, value: item.values[field] ?? "", describedBy: help, ...options,
    })
    label.addEventListener("click", () => rich.focus("end"))
    rich.addEventListener("input", () => this.manuscript.touch(item, field, () => rich.read()))
    this.toolbar.watch(rich)
    const entry = {
      id, item, field, box, rich, help,
      label: label.textContent.trim(),
      show: (value) => rich.setValue(value),
      focus: () => rich.focus("start"),
      words: (value) => asWords(value),
    }
    this.all.set(id, entry)
    return entry
  }

  #help(box, id) {
    const help = [...box.querySelectorAll(".help")].map((element, index) => {
      element.id ||= `${id}-help${index || ""}`
      return element.id
    })
    const error = box.querySelector(".error")
    if (error) error.id = `${id}-error`
    return help.join(" ")
  }

  #describe({ control, rich, id, help }, invalid) {
    const ids = [help, invalid ? `${id}-error` : ""].filter(Boolean).join(" ")
    if (rich) return rich.describe(ids, invalid)
    if (ids) control.setAttribute("aria-describedby", ids)
    else control.removeAttribute("aria-describedby")
    if (invalid) control.setAttribute("aria-invalid", "true")
    else control.removeAttribute("aria-invalid")
  }

  showError(item, field, message) {
    const entry = this.find(item, field)
    if (!entry) return
    const error = entry.box.querySelector(".error")
    error.textContent = message
    error.hidden = !message
    entry.wrong = Boolean(message)
    this.#describe(entry, entry.wrong)
  }

  #clearErrors() {
    for (const entry of this.all.values()) {
      if (entry.wrong && !entry.item.refused[entry.field]) this.showError(entry.item, entry.field, "")
    }
  }

  #stored({ item, field, value, theirs }) {
    const entry = this.find(item, field)
    if (!entry) return
    if (theirs) entry.show(value)
    else if (entry.control && entry.control !== document.activeElement) {
      entry.show(value)
      item.values[field] = item.sent[field] = value
    }
  }

  forget(item) {
    for (const [id, entry] of this.all) {
      if (entry.item !== item) continue
      entry.rich?.destroy()
      this.all.delete(id)
    }
  }

  // Lead to the field that `where` names (“excerpt:KEY:outlet” or with hyphens), or to the nearest thing there is.
  goTo(where) {
    const parts = where.replaceAll(":", "-").split("-")
    for (let length = parts.length; length > 0; length--) {
      const id = parts.slice(0, length).join("-")
      const element = byId(id)
      if (!element) continue
      for (let part = element.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true
      const entry = this.all.get(id)
      if (entry) entry.focus()
      else element.focus()
      ;(entry?.box ?? element).scrollIntoView({ block: "center" })
      return true
    }
    return false
  }
}

function oneLine(control) {
  control.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault()
  })
  control.addEventListener("input", () => {
    if (!control.value.includes("\n")) return
    const at = control.selectionStart
    control.value = control.value.replace(/\s*\n\s*/g, " ")
    control.setSelectionRange(at, at)
  })
}

// Where the browser does not let a textarea grow with its text by itself.
function grow(control) {
  if (control.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return
  control.style.height = "auto"
  control.style.height = `${control.scrollHeight + 2}px`
}

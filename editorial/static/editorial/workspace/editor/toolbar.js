// One bar of formatting buttons for all rich text fields, as in a word processor: it acts where the cursor is.
import { byId, el, onPress, openDialog } from "./dom.js"
import { languageOf } from "./languages.js"

const mac = navigator.platform.startsWith("Mac")
const keys = (shortcut) => (mac ? shortcut.replace("Ctrl", "⌘").replace("Alt", "⌥") : shortcut)

const BUTTONS = [
  { name: "bold", label: "Bold", face: "B", keys: "Ctrl+B", mark: "bold", run: (chain) => chain.toggleBold() },
  { name: "italic", label: "Italic", face: "I", keys: "Ctrl+I", mark: "italic", run: (chain) => chain.toggleItalic() },
  { name: "superscript", label: "Superscript", face: "x²", keys: "Ctrl+.", mark: "superscript", run: (chain) => chain.toggleSuperscript() },
  { name: "subscript", label: "Subscript", face: "x₂", keys: "Ctrl+,", mark: "subscript", run: (chain) => chain.toggleSubscript() },
  { name: "link", label: "Link", face: "Link", keys: "Ctrl+K", mark: "link" },
  { name: "language", label: "Words in another language", face: "Language", mark: "foreignText" },
  { name: "note", label: "Add a note", face: "Note", keys: "Ctrl+Alt+F" },
  { name: "undo", label: "Undo", face: "Undo", keys: "Ctrl+Z", run: (chain) => chain.undo() },
  { name: "redo", label: "Redo", face: "Redo", keys: "Ctrl+Y", run: (chain) => chain.redo() },
]

export class Toolbar {
  constructor({ notes, languages }) {
    Object.assign(this, { notes, languages, field: null })
    this.bar = byId("toolbar")
    this.buttons = new Map(BUTTONS.map((button) => [button.name, this.#make(button)]))
    this.bar.append(...this.buttons.values())
    this.bar.firstElementChild.tabIndex = 0
    this.bar.addEventListener("keydown", (event) => this.#key(event))
    this.#linkDialog()
    this.#languageDialog()
    this.#show()
  }

  #make({ name, label, face, keys: shortcut, mark }) {
    const words = shortcut ? `${label} (${keys(shortcut)})` : label
    const button = el("button", { type: "button", class: `tool tool-${name}`, "aria-label": label, title: words, tabindex: -1 }, face)
    if (shortcut) button.setAttribute("aria-keyshortcuts", shortcut.replace("Ctrl", mac ? "Meta" : "Control"))
    if (mark) button.setAttribute("aria-pressed", "false")
    if (name === "note") button.append(el("kbd", { "aria-hidden": "true" }, keys(shortcut)))
    button.addEventListener("mousedown", (event) => event.preventDefault()) // the cursor stays in the text
    if (name === "note") onPress(button, () => this.#press(name))
    else button.addEventListener("click", () => this.#press(name))
    return button
  }

  // Each rich text field is made known once.
  watch(field) {
    field.addEventListener("focus", () => {
      this.field = field
      this.#later()
    })
    field.addEventListener("moved", () => field === this.field && this.#later())
    field.addEventListener("toolbar", () => this.bar.querySelector("[tabindex='0']").focus())
    field.addEventListener("link", () => {
      this.field = field
      this.openLink()
    })
  }

  #later() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0
      this.#show()
    })
  }

  #show() {
    const editor = this.field?.editor
    for (const { name, mark } of BUTTONS) {
      const button = this.buttons.get(name)
      const usable = name === "note" || (editor && (name !== "undo" || editor.can().undo()) && (name !== "redo" || editor.can().redo()))
      button.setAttribute("aria-disabled", String(!usable))
      if (mark) button.setAttribute("aria-pressed", String(Boolean(editor?.isActive(mark))))
    }
  }

  #press(name) {
    if (name === "note") return this.notes.insert()
    const editor = this.field?.editor
    if (!editor || this.buttons.get(name).getAttribute("aria-disabled") === "true") return
    if (name === "link") this.openLink()
    else if (name === "language") this.openLanguage()
    else {
      BUTTONS.find((button) => button.name === name).run(editor.chain()).run()
      this.field.focus()
    }
  }

  #key(event) {
    const all = [...this.buttons.values()]
    const at = all.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === "Escape") this.field?.focus()
    else if (to === undefined) return
    else {
      const next = all[(to + all.length) % all.length]
      for (const button of all) button.tabIndex = button === next ? 0 : -1
      next.focus()
    }
    event.preventDefault()
  }

  openLink() {
    const { editor } = this.field
    this.selection = editor.state.selection
    byId("link-address").value = editor.getAttributes("link").href ?? ""
    byId("link-remove").hidden = !editor.isActive("link")
    byId("link-error").hidden = true
    this.#open(byId("link-dialog"))
    byId("link-address").focus()
  }

  #open(dialog) {
    const { field } = this
    openDialog(dialog, { onClose: () => field.focus() })
  }

  #linkDialog() {
    const dialog = byId("link-dialog")
    dialog.querySelector("form").addEventListener("submit", (event) => {
      const href = address(byId("link-address").value)
      if (href) return this.#setLink(href)
      event.preventDefault()
      byId("link-error").textContent = "Give a full web address, such as https://example.org/, or an e-mail address."
      byId("link-error").hidden = false
      byId("link-address").focus()
    })
    byId("link-remove").addEventListener("click", () => {
      this.field.editor.chain().extendMarkRange("link").unsetLink().run()
      dialog.close()
    })
  }

  #setLink(href) {
    const { editor } = this.field
    const chain = editor.chain().setTextSelection({ from: this.selection.from, to: this.selection.to })
    if (editor.isActive("link")) chain.extendMarkRange("link").setLink({ href }).run()
    else if (this.selection.empty) chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run()
    else chain.setLink({ href }).run()
  }

  openLanguage() {
    const { editor } = this.field
    byId("language-name").value = this.languages.words(editor.getAttributes("foreignText").lang ?? "")
    byId("language-remove").hidden = !editor.isActive("foreignText")
    byId("language-words").textContent = editor.state.selection.empty ? "Select the words first, then mark them." : ""
    this.#open(byId("language-dialog"))
    byId("language-name").focus()
  }

  #languageDialog() {
    const dialog = byId("language-dialog")
    const name = byId("language-name")
    name.addEventListener("input", () => {
      byId("language-words").textContent = this.languages.describe(languageOf(this.languages, name.value))
    })
    dialog.querySelector("form").addEventListener("submit", (event) => {
      const lang = languageOf(this.languages, name.value)
      if (!lang) {
        event.preventDefault()
        byId("language-words").textContent = "Type a language, such as Arabic or Pashto."
        return
      }
      this.field.editor.chain().extendMarkRange("foreignText").setMark("foreignText", { lang, dir: this.languages.direction(lang) }).run()
    })
    byId("language-remove").addEventListener("click", () => {
      this.field.editor.chain().extendMarkRange("foreignText").unsetMark("foreignText").run()
      dialog.close()
    })
  }
}

function address(typed) {
  const text = typed.trim()
  if (/^mailto:\S+@\S+$/i.test(text)) return text
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`
  const full = /^https?:\/\//i.test(text) ? text : /^[^\s:/]+\.[^\s:/]{2,}(\/\S*)?$/.test(text) ? `https://${text}` : ""
  return full && URL.canParse(full) ? full : ""
}

// A rich text field. Until somebody comes to it, it is plain HTML: forty notes are not forty editors.
import { Bold, Document, Dropcursor, Editor, Gapcursor, HardBreak, History, Italic, Link, Paragraph, Subscript, Superscript,
  Text, pm } from "django-prose-editor/editor"
import { ForeignText } from "../../rich_text.js"
import { cleanPasted } from "./paste.js"
import { offerPeople } from "./people.js"

const SUBSET = new Set(["P", "EM", "STRONG", "A", "SUP", "SUB", "BR", "SPAN"])
const KEPT = ["href", "lang", "dir", "data-footnote"]

const PlainLink = Link.extend({ addKeyboardShortcuts: () => ({}) }).configure({
  autolink: false,
  openOnClick: false,
  enableTarget: false,
  linkOnPaste: true,
  protocols: ["http", "https", "mailto"],
  HTMLAttributes: { target: null, rel: null, class: null },
})

const base = () => [Document, Paragraph, Text, Bold, Italic, Subscript, Superscript, HardBreak, PlainLink, ForeignText,
  History, Dropcursor, Gapcursor]

// HTML of the subset as elements of this page; whatever else it might have is left out.
export function asElements(html) {
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data)
    const children = [...node.childNodes].map(copy)
    if (!SUBSET.has(node.nodeName)) {
      const all = document.createDocumentFragment()
      all.append(...children)
      return all
    }
    const made = document.createElement(node.nodeName)
    for (const name of KEPT) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name))
    if (made.href && !/^(https?|mailto):/.test(made.href)) made.removeAttribute("href")
    made.append(...children)
    return made
  }
  return copy(new DOMParser().parseFromString(html ?? "", "text/html").body)
}

// Plain text of the subset: paragraphs parted by a blank line, references as [1], [2] in their order.
export function asWords(html) {
  const root = document.createElement("div")
  root.append(asElements(html))
  const numbers = new Map()
  for (const reference of root.querySelectorAll("sup[data-footnote]")) {
    const { footnote } = reference.dataset
    if (!numbers.has(footnote)) numbers.set(footnote, numbers.size + 1)
    reference.textContent = `[${numbers.get(footnote)}]`
  }
  for (const line of root.querySelectorAll("br")) line.replaceWith("\n")
  return [...root.children].map((child) => child.textContent.trim()).filter(Boolean).join("\n\n") || root.textContent.trim()
}

export class RichField extends EventTarget {
  // `host` gets the editable area, which carries `id`. `extensions` come on top of the subset. `people`: where names are
  // looked up that are offered while one writes; "" offers none.
  constructor({ host, id, label, value = "", describedBy = "", extensions = [], onNote = null, onEscape = null, people = "" }) {
    super()
    Object.assign(this, { host, id, label, value, describedBy, extensions, onNote, onEscape, lang: "", dir: "" })
    this.#showStill()
    if (people) offerPeople(this, people)
  }

  #attributes() {
    const given = { id: this.id, role: "textbox", "aria-multiline": "true", "aria-labelledby": this.label, class: "editable" }
    if (this.describedBy) given["aria-describedby"] = this.describedBy
    if (this.lang) Object.assign(given, { lang: this.lang, dir: this.dir })
    return given
  }

  #showStill() {
    const still = document.createElement("div")
    for (const [name, value] of Object.entries(this.#attributes())) still.setAttribute(name, value)
    still.tabIndex = 0
    still.append(asElements(this.value))
    still.addEventListener("focus", () => this.focus("start"))
    still.addEventListener("pointerdown", (event) => {
      if (event.target.closest("a")) event.preventDefault()
      event.preventDefault()
      this.mount()
      const place = this.editor.view.posAtCoords({ left: event.clientX, top: event.clientY })
      this.focus(place ? place.pos : "end")
    })
    this.host.replaceChildren(still)
  }

  get area() {
    return this.host.firstElementChild
  }

  mount() {
    if (this.editor) return this.editor
    this.host.replaceChildren()
    this.editor = new Editor({
      element: this.host,
      injectCSS: false,
      extensions: [...base(), ...this.extensions],
      content: this.value,
      parseOptions: { preserveWhitespace: true },
      editorProps: {
        attributes: this.#attributes(),
        transformPastedHTML: (html) => cleanPasted(html, this.onNote),
        handleKeyDown: (_view, event) => this.#key(event),
      },
      onUpdate: () => this.dispatchEvent(new Event("input")),
      onTransaction: () => this.dispatchEvent(new Event("moved")),
      onFocus: () => this.dispatchEvent(new Event("focus")),
      onBlur: () => this.dispatchEvent(new Event("blur")),
    })
    return this.editor
  }

  #key(event) {
    if (this.offers?.(event)) return true
    if (event.key === "Escape" && this.onEscape && !event.isComposing) {
      this.onEscape()
      return true
    }
    if ((event.ctrlKey || event.metaKey) && ["Home", "End"].includes(event.key)) return this.#toEdge(event)
    if (event.altKey && event.key === "F10") {
      this.dispatchEvent(new Event("toolbar"))
      return true
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      this.dispatchEvent(new Event("link"))
      event.preventDefault()
      return true
    }
    return false
  }

  // Chromium does not get past a reference at the very beginning or end.
  #toEdge(event) {
    const { state, view } = this.editor
    const { Selection, TextSelection } = pm.state
    const edge = event.key === "Home" ? Selection.atStart(state.doc) : Selection.atEnd(state.doc)
    const to = event.shiftKey ? TextSelection.create(state.doc, state.selection.anchor, edge.head) : edge
    view.dispatch(state.tr.setSelection(to).scrollIntoView())
    event.preventDefault()
    return true
  }

  // `place`: "start", "end", a position, or null for where the cursor was.
  focus(place = null) {
    const editor = this.mount()
    const { doc } = editor.state
    const at = place === "start" ? pm.state.Selection.atStart(doc) : place === "end" ? pm.state.Selection.atEnd(doc)
      : place === null ? null : pm.state.Selection.near(doc.resolve(Math.min(place, doc.content.size)))
    if (at) editor.view.dispatch(editor.state.tr.setSelection(at))
    // At once, and not in the next frame as the library's command does: the next key is meant for this field.
    editor.view.focus()
  }

  read() {
    if (!this.editor) return this.value
    this.value = this.editor.isEmpty ? "" : this.editor.getHTML()
    return this.value
  }

  isBlank() {
    return this.editor ? this.editor.isEmpty : !this.value || !asWords(this.value)
  }

  // A value from outside: it can be undone like something typed.
  setValue(html) {
    this.value = html ?? ""
    if (this.editor) this.#replaceWhatDiffers()
    else this.#showStill()
  }

  // The cursor stays where it is unless its own words are replaced.
  #replaceWhatDiffers() {
    const { state, view } = this.editor
    const parser = pm.model.DOMParser.fromSchema(state.schema)
    const next = parser.parse(asElements(this.value), { preserveWhitespace: true })
    const start = state.doc.content.findDiffStart(next.content)
    if (start === null) return
    let { a: end, b: nextEnd } = state.doc.content.findDiffEnd(next.content)
    const overlap = Math.max(0, start - Math.min(end, nextEnd))
    end += overlap
    nextEnd += overlap
    view.dispatch(state.tr.replace(start, end, next.slice(start, nextEnd)).setMeta("preventUpdate", true))
  }

  setLanguage(lang, dir) {
    Object.assign(this, { lang, dir })
    if (this.editor) this.editor.setOptions({ editorProps: { ...this.editor.options.editorProps, attributes: this.#attributes() } })
    else this.#showStill()
  }

  describe(ids, invalid) {
    this.describedBy = ids
    const area = this.editor?.view.dom ?? this.area
    if (ids) area.setAttribute("aria-describedby", ids)
    else area.removeAttribute("aria-describedby")
    if (invalid) area.setAttribute("aria-invalid", "true")
    else area.removeAttribute("aria-invalid")
  }

  destroy() {
    this.editor?.destroy()
  }
}

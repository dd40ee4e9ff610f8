// Footnotes: one for each reference in the commentary, in the order of the references, numbered i, ii, iii as printed.
// A note that lost its reference is kept and shown apart; a reference without a note gets an empty one at once.
import { announce, byId, clone, el, newKey, onPress, roman } from "./dom.js"
import { referenceExtension, referencesIn } from "./references.js"

const UNDO_LINES = 3

export class Notes {
  constructor({ manuscript, fields }) {
    Object.assign(this, { manuscript, fields })
    this.views = new Set() // of the references that are shown
    this.numbers = new Map() // key to number
    this.rows = new Map() // key to {item, row, entry}
    this.texts = new Map() // of references that came with their text: pasted ones and copies
    this.dropping = null
    this.copied = (from, to) => this.texts.set(to, this.#textOf(from))
    this.extension = referenceExtension(this)
  }

  // `commentary` is the rich text field that has the references; it is mounted already.
  start(commentary) {
    this.commentary = commentary
    this.#layOut(referencesIn(commentary.editor.state.doc).map(({ key }) => key))
  }

  keep = (key, html) => this.texts.set(key, html)

  // Called when references were added, removed or moved: by typing, pasting, dragging, undoing.
  sync(keys) {
    if (!this.commentary) return
    const before = this.numbers
    for (const key of keys) this.#ensure(key)
    for (const item of this.manuscript.of("footnote")) {
      if (keys.includes(item.key)) continue
      const wasReferredTo = before.has(item.key)
      if (item.key === this.dropping || (wasReferredTo && this.#isBlank(item))) this.#takeAway(item)
    }
    this.#layOut(keys)
  }

  #ensure(key) {
    const item = this.manuscript.get("footnote", key)
    if (item && !item.removed) return
    if (item) this.manuscript.add("footnote", key)
    else this.manuscript.add("footnote", key, { text: this.texts.get(key) ?? "" })
  }

  #takeAway(item) {
    this.manuscript.remove(item)
    const shown = this.rows.get(item.key)
    if (!shown) return
    item.values.text = shown.entry.rich.read()
    shown.row.remove()
    this.fields.forget(item)
    this.rows.delete(item.key)
  }

  #isBlank(item) {
    return this.rows.get(item.key)?.entry.rich.isBlank() ?? !item.values.text
  }

  #textOf(key) {
    return this.rows.get(key)?.entry.rich.read() ?? this.manuscript.get("footnote", key)?.values.text ?? ""
  }

  #layOut(keys) {
    const order = [...new Set(keys)].filter((key) => this.manuscript.get("footnote", key))
    this.numbers = new Map(order.map((key, index) => [key, index + 1]))
    const loose = this.manuscript.of("footnote").filter((item) => !this.numbers.has(item.key))
    place(byId("note-list"), order.map((key) => this.#row(key)))
    place(byId("loose-list"), loose.map((item) => this.#row(item.key)))
    byId("loose-notes").hidden = !loose.length
    for (const view of this.views) view.show()
  }

  #row(key) {
    const shown = this.rows.get(key) ?? this.#makeRow(key)
    const number = this.numbers.get(key)
    const words = number ? roman(number) : "Note"
    const label = shown.row.querySelector("[data-number]")
    if (label.textContent !== words) {
      label.textContent = words
      label.previousElementSibling?.remove()
      if (number) label.before(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Note " }))
      shown.row.querySelector("[data-act=back]").hidden = !number
      shown.row.querySelector("[data-act=put]").hidden = Boolean(number)
      shown.entry.label = number ? `Note ${words}` : "Note without a reference"
    }
    return shown.row
  }

  #makeRow(key) {
    const item = this.manuscript.get("footnote", key)
    const row = clone("note-template")
    const entry = this.fields.bindRich(row.querySelector("[data-field=text]"), item, { onEscape: () => this.back(key) })
    const unwritten = row.querySelector(".unwritten")
    const mark = () => {
      const blank = entry.rich.isBlank()
      if (unwritten.hidden === blank) unwritten.hidden = !blank
    }
    entry.rich.addEventListener("input", mark)
    entry.show = (value) => {
      entry.rich.setValue(value)
      mark()
    }
    mark()
    const act = (name, run) => onPress(row.querySelector(`[data-act=${name}]`), run)
    act("back", () => this.back(key))
    act("put", () => this.put(key))
    act("remove", () => this.remove(key))
    const shown = { item, row, entry }
    this.rows.set(key, shown)
    return shown
  }

  // A new reference at the cursor, and the cursor into its note.
  insert() {
    const key = newKey()
    this.#insertReference(key)
    this.open(key)
    announce(`Note ${roman(this.numbers.get(key))} added.`)
    return true
  }

  #insertReference(key) {
    const { editor } = this.commentary
    const at = editor.state.selection.to
    editor.chain().insertContentAt(at, { type: "footnoteReference", attrs: { key } }).setTextSelection(at + 1).run()
  }

  put(key) {
    this.#insertReference(key)
    this.back(key)
    announce(`Reference put in. It is note ${roman(this.numbers.get(key))}.`)
  }

  open(key) {
    const shown = this.rows.get(key)
    if (!shown) return
    shown.entry.rich.focus("end")
    shown.row.scrollIntoView({ block: "nearest" })
  }

  // To the place in the text that refers to the note.
  back(key) {
    const { editor } = this.commentary
    const found = referencesIn(editor.state.doc).find((reference) => reference.key === key)
    this.commentary.focus(found ? found.pos + 1 : null)
    if (found) editor.commands.scrollIntoView()
  }

  // The note and its reference. The line above the notes brings both back, as undoing in the commentary does.
  remove(key) {
    const { editor } = this.commentary
    const change = editor.state.tr
    const found = referencesIn(editor.state.doc).filter((reference) => reference.key === key)
    const { label } = this.rows.get(key).entry
    const text = this.#textOf(key)
    this.dropping = key
    if (found.length) {
      for (const { pos } of found.reverse()) change.delete(pos, pos + 1)
      editor.view.dispatch(change)
    } else this.sync([...this.numbers.keys()])
    this.dropping = null
    this.#offerUndo({ key, label, text, places: found.map(({ pos }) => pos).sort((a, b) => a - b) })
  }

  #offerUndo({ key, label, text, places }) {
    const { editor } = this.commentary
    const undo = el("button", { type: "button" }, "Undo")
    const line = el("div", { class: "note undo" }, el("span", {}, `${label} deleted.`), undo)
    // The places move with what is typed meanwhile. Each was measured in a text that still had the references before it.
    let at = places.map((pos, index) => pos - index)
    const follow = ({ transaction }) => {
      at = at.map((pos) => transaction.mapping.map(pos))
    }
    editor.on("transaction", follow)
    onPress(undo, () => {
      editor.off("transaction", follow)
      line.remove()
      this.#putBack(key, text, at)
    })
    const lines = byId("note-undo")
    lines.append(line)
    if (lines.children.length > UNDO_LINES) lines.firstElementChild.remove()
    undo.focus({ preventScroll: true })
    announce(line.firstElementChild.textContent)
  }

  #putBack(key, text, places) {
    const { editor } = this.commentary
    const there = referencesIn(editor.state.doc).some((reference) => reference.key === key) // undone in the commentary already
    this.texts.set(key, text)
    const change = editor.state.tr
    const node = editor.schema.nodes.footnoteReference
    if (!there) for (const pos of [...places].reverse()) change.insert(Math.min(pos, editor.state.doc.content.size), node.create({ key }))
    if (change.docChanged) editor.view.dispatch(change)
    else {
      this.#ensure(key)
      this.refresh()
    }
    this.open(key)
    announce("Put back.")
  }

  // Gone elsewhere and not touched here: without a word. What the text refers to, or is being written in, stays.
  drop(item) {
    const shown = this.rows.get(item.key)
    if (this.numbers.has(item.key) || shown?.row.contains(document.activeElement)) return
    shown?.row.remove()
    this.fields.forget(item)
    this.rows.delete(item.key)
    this.manuscript.items.delete(item.id)
  }

  // After others' changes came in: new notes, or notes that are gone.
  refresh() {
    this.sync(referencesIn(this.commentary.editor.state.doc).map(({ key }) => key))
  }
}

// Puts the rows into the list in this order and moves only what is not in its place.
function place(list, rows) {
  const wanted = new Set(rows)
  for (const row of [...list.children]) if (!wanted.has(row)) row.remove()
  rows.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null)
  })
}

// The footnote reference inside the commentary: shows its number, leads to its note, and is unique. Typing does not
// look at the notes: only a change that adds or removes a reference does.
import { pm } from "django-prose-editor/editor"
import { FootnoteReference } from "../../rich_text.js"
import { newKey, roman } from "./dom.js"

const { Plugin, PluginKey } = pm.state
const plugin = new PluginKey("references")
const isReference = (node) => node.type.name === "footnoteReference"

export function referencesIn(doc) {
  const found = []
  doc.descendants((node, pos) => {
    if (isReference(node)) found.push({ key: node.attrs.key, pos })
  })
  return found
}

function hasReference(doc, from, to) {
  let found = false
  if (from < to) doc.nodesBetween(from, to, (node) => {
    found ||= isReference(node)
    return !found
  })
  return found
}

// Whether a change added, removed or moved a reference: looks at the changed ranges alone.
export function touchesReference(transaction) {
  return transaction.mapping.maps.some((map, step) => {
    const before = transaction.docs[step]
    const after = transaction.docs[step + 1] ?? transaction.doc
    let found = false
    map.forEach((oldStart, oldEnd, newStart, newEnd) => {
      found ||= hasReference(before, oldStart, oldEnd) || hasReference(after, newStart, newEnd)
    })
    return found
  })
}

// Where the references that stood before the transactions are now: key to position.
function survivors(transactions, oldDoc) {
  const places = new Map()
  for (const { key, pos } of referencesIn(oldDoc)) {
    let at = pos
    const gone = transactions.some((transaction) => {
      const result = transaction.mapping.mapResult(at, 1)
      at = result.pos
      return result.deletedAfter
    })
    if (!gone) places.set(key, at)
  }
  return places
}

// A copy of a reference whose original still stands gets a key, and so a note, of its own.
function separateCopies(transactions, oldState, newState, onCopy) {
  const references = referencesIn(newState.doc)
  if (new Set(references.map(({ key }) => key)).size === references.length) return null
  const places = survivors(transactions, oldState.doc)
  const change = newState.tr
  const taken = new Set()
  const stays = ({ key, pos }) => (places.has(key) ? places.get(key) === pos : !taken.has(key))
  for (const reference of references) {
    if (stays(reference)) taken.add(reference.key)
    else {
      const key = newKey()
      onCopy(reference.key, key)
      change.setNodeMarkup(reference.pos, undefined, { key })
    }
  }
  return change.docChanged ? change : null
}

class ReferenceView {
  constructor(node, notes) {
    this.notes = notes
    this.dom = document.createElement("sup")
    this.dom.className = "reference"
    this.dom.contentEditable = "false"
    this.link = document.createElement("span")
    this.link.setAttribute("role", "link")
    this.dom.append(this.link)
    this.update(node)
    notes.views.add(this)
  }

  update(node) {
    if (!isReference(node)) return false
    this.key = node.attrs.key
    this.dom.dataset.footnote = this.key
    this.show()
    return true
  }

  show() {
    const number = this.notes.numbers.get(this.key)
    const words = number ? roman(number) : "?"
    if (this.link.textContent === words) return
    this.link.textContent = words
    this.link.setAttribute("aria-label", `Note ${words}`)
  }

  ignoreMutation() {
    return true
  }

  destroy() {
    this.notes.views.delete(this)
  }
}

// The extension for one editor. `notes` has `views`, `numbers`, `copied(from, to)`, `sync(keys)`, `open(key)`, `insert()`.
export const referenceExtension = (notes) =>
  FootnoteReference.extend({
    addNodeView() {
      return ({ node }) => new ReferenceView(node, notes)
    },
    onCreate() {},
    renderText: () => "",
    addKeyboardShortcuts() {
      return {
        "Mod-Alt-f": () => notes.insert(),
        Enter: () => {
          const { node } = this.editor.state.selection
          if (!node || !isReference(node)) return false
          notes.open(node.attrs.key)
          return true
        },
      }
    },
    addProseMirrorPlugins() {
      return [
        new Plugin({
          key: plugin,
          state: {
            init: () => 0,
            apply: (transaction, count) => (transaction.docChanged && touchesReference(transaction) ? count + 1 : count),
          },
          appendTransaction(transactions, oldState, newState) {
            if (plugin.getState(oldState) === plugin.getState(newState)) return null
            return separateCopies(transactions, oldState, newState, notes.copied)
          },
          view: () => ({
            update(view, before) {
              if (plugin.getState(before) !== plugin.getState(view.state)) {
                notes.sync(referencesIn(view.state.doc).map(({ key }) => key))
              }
            },
          }),
          props: {
            handleClickOn(view, _pos, node, _nodePos, event) {
              if (!isReference(node) || event.shiftKey) return false
              notes.open(node.attrs.key)
              return true
            },
          },
        }),
      ]
    },
  })

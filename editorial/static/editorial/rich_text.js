// What the rich text editor knows beyond its own marks. The footnote reference: an inline atom that carries the footnote's
// key; the editor's page shows its number (workspace/editor/references.js).
import { Mark, Node, mergeAttributes } from "django-prose-editor/editor"

// Twelve hexadecimal digits. Not randomUUID: pages served without HTTPS on a local network do not have it.
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

// The keys that the server takes (editorial/content/richtext.py); whatever else is pasted gets one of its own.
const KEY = /^[A-Za-z0-9_-]{1,40}$/

export const FootnoteReference = Node.create({
  name: "footnoteReference",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  // Before the superscript mark, which also reads <sup>.
  priority: 1000,

  addAttributes() {
    return {
      key: {
        default: null,
        parseHTML: (element) => {
          const key = element.getAttribute("data-footnote")
          return KEY.test(key) ? key : newKey()
        },
        renderHTML: (attributes) => ({ "data-footnote": attributes.key }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "sup[data-footnote]", priority: 1000 }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["sup", mergeAttributes(HTMLAttributes)]
  },
})

// Words in another language or direction: a span with lang and dir, kept as it is.
export const ForeignText = Mark.create({
  name: "foreignText",

  addAttributes() {
    return { lang: { default: null }, dir: { default: null } }
  },

  parseHTML() {
    return [{ tag: "span[lang]" }, { tag: "span[dir]" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["span", mergeAttributes(HTMLAttributes), 0]
  },
})

// What the rich text editor knows beyond its own marks. The footnote reference: an inline atom that carries the footnote's key. Its number is a CSS
// counter, so it follows the order of the references while one types.
import { Mark, Node, mergeAttributes } from "django-prose-editor/editor"

// Twelve hexadecimal digits. Not randomUUID: pages served without HTTPS on a local network do not have it.
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

// The keys that the server takes (editorial/content/richtext.py); whatever else is pasted gets one of its own.
const KEY = /^[A-Za-z0-9_-]{1,40}$/

// Opens an empty footnote with this key in the page's form, where there is one.
function openFootnote(key) {
  const add = document.querySelector("#footnotes-group .add-row a")
  if (!add) return
  add.click()
  const rows = document.querySelectorAll("#footnotes-group .inline-related:not(.empty-form)")
  const row = rows[rows.length - 1]
  row.querySelector("input[name$='-key']").value = key
  row.scrollIntoView({ block: "center" })
  setTimeout(() => row.querySelector(".ProseMirror")?.focus(), 100)
}

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

  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("sup")
      dom.className = "footnote-reference numbered"
      dom.dataset.footnote = node.attrs.key
      dom.title = `Footnote ${node.attrs.key}`
      return { dom }
    }
  },

  // The editable area needs the name of its field: the label in the page belongs to the hidden textarea.
  onCreate() {
    const area = this.editor.view.dom.closest(".prose-editor")?.querySelector("textarea")
    const label = area && document.querySelector(`label[for="${area.id}"]`)
    if (label) this.editor.view.dom.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""))
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "footnoteReference",
      groups: "link",
      button: buttons.material("format_list_numbered", "Footnote"),
      command(editor) {
        const key = newKey()
        editor.chain().focus().insertContent({ type: "footnoteReference", attrs: { key } }).run()
        openFootnote(key)
      },
    })
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

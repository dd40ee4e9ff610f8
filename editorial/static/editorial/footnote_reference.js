// The footnote reference of the rich text editor: an inline atom that carries the footnote's key.
import { Node, mergeAttributes } from "django-prose-editor/editor"

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
        parseHTML: (element) => element.getAttribute("data-footnote"),
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
      dom.className = "footnote-reference"
      dom.dataset.footnote = node.attrs.key
      dom.textContent = "[note]"
      dom.title = `Note ${node.attrs.key}`
      return { dom }
    }
  },
})

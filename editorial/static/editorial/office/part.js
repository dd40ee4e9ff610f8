// The text of an issue's own part: the rich text field of the editor in place of the text area, which goes on carrying
// what is sent and what forms.js keeps. Without this script the text area takes paragraphs with blank lines between them.
import { RichField } from "../workspace/editor/rich.js"

const area = document.querySelector("textarea[name=body]")
const dialog = document.getElementById("link-dialog")
const address = document.getElementById("link-address")
const error = document.getElementById("link-error")

const host = document.createElement("div")
area.before(host)
const label = document.querySelector(`label[for=${area.id}]`)
label.id = "body-label"
const help = document.getElementById(`${area.id}_helptext`)
const field = new RichField({
  host, id: "body-rich", label: label.id, value: asHtml(area.value), describedBy: area.getAttribute("aria-describedby") ?? "",
})
area.hidden = true
label.removeAttribute("for")
label.addEventListener("click", () => field.focus("start"))
help.textContent = "Bold, italics and links are kept when you paste."

function asHtml(value) {
  if (/<(p|br)\b/i.test(value) || !value.trim()) return value
  const made = document.createElement("div")
  for (const words of value.split(/\n\s*\n/)) {
    const paragraph = document.createElement("p")
    paragraph.textContent = words
    made.append(paragraph)
  }
  return made.innerHTML
}

field.addEventListener("input", () => {
  area.value = field.read()
  area.dispatchEvent(new Event("input", { bubbles: true }))
})

const bar = document.createElement("div")
bar.className = "office-bar"
bar.setAttribute("role", "group")
bar.setAttribute("aria-label", "Formatting")
const marks = [
  { mark: "bold", label: "Bold", face: "B", run: (chain) => chain.toggleBold() },
  { mark: "italic", label: "Italic", face: "I", run: (chain) => chain.toggleItalic() },
  { mark: "link", label: "Link", face: "Link" },
]
const buttons = new Map()
for (const { mark, label, face, run } of marks) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = mark
  button.textContent = face
  if (face !== label) button.setAttribute("aria-label", label)
  button.setAttribute("aria-pressed", "false")
  button.addEventListener("mousedown", (event) => event.preventDefault()) // the cursor stays in the text
  button.addEventListener("click", () => {
    if (!run) return openLink()
    run(field.mount().chain()).run()
    field.focus()
    return show()
  })
  buttons.set(mark, button)
  bar.append(button)
}
host.before(bar)

function show() {
  for (const [mark, button] of buttons) button.setAttribute("aria-pressed", String(Boolean(field.editor?.isActive(mark))))
}
field.addEventListener("moved", show)
field.addEventListener("focus", show)
field.addEventListener("link", openLink)

function openLink() {
  const editor = field.mount()
  address.value = editor.getAttributes("link").href ?? ""
  error.hidden = true
  address.removeAttribute("aria-invalid")
  dialog.showModal()
  address.focus()
}

function setLink() {
  const href = address.value.trim()
  if (!/^(https?:\/\/\S+|mailto:\S+@\S+)$/i.test(href)) {
    error.textContent = "Give a web address that begins with https://, or mailto: with an e-mail address."
    error.hidden = false
    address.setAttribute("aria-invalid", "true")
    address.focus()
    return
  }
  const editor = field.mount()
  const chain = editor.chain()
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run()
  } else chain.extendMarkRange("link").setLink({ href }).run()
  dialog.close()
}

document.getElementById("link-apply").addEventListener("click", setLink)
address.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return
  event.preventDefault()
  setLink()
})
document.getElementById("link-remove").addEventListener("click", () => {
  field.mount().chain().extendMarkRange("link").unsetLink().run()
  dialog.close()
})
document.getElementById("link-cancel").addEventListener("click", () => dialog.close())
dialog.addEventListener("close", () => field.focus())

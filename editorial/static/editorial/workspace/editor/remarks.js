// What the desk said about the text, beside it: the passages of open comments are marked where they stand while one writes,
// and answering or deciding about a suggestion first saves what was typed. The document itself is not touched.
import { announce, byId } from "./dom.js"

const REST = 500 // milliseconds after the last change of the text
const NAME = "remarked"

export function startRemarks({ manuscript, saver }) {
  const panel = document.querySelector(".remarks-panel")
  if (!panel) return
  const remarks = [...panel.querySelectorAll("[data-about]")].map((box) => ({ box, ...box.dataset }))
  let timer = 0
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => mark(remarks), REST)
  }
  for (const name of ["change", "merged", "stored", "returned"]) manuscript.addEventListener(name, later)
  mark(remarks)
  for (const remark of remarks) {
    const button = remark.box.querySelector("[data-show-passage]")
    if (!button) continue
    button.hidden = false
    button.addEventListener("click", () => show(remark))
  }
  for (const form of panel.querySelectorAll("form")) sendAfterSaving(form, { manuscript, saver })
}

// The field that a remark is about, as it stands on this page.
function fieldOf({ about }) {
  const [kind, key, field] = about.split(":")
  return byId(kind === "article" ? field : `${kind}-${key}-${field}`)
}

function mark(remarks) {
  if (!("highlights" in CSS)) return
  CSS.highlights.set(NAME, new Highlight(...remarks.map(rangeOf).filter(Boolean)))
}

// Where the words stand in the field's text: the first place with the text around them that they were found with.
function rangeOf(remark) {
  const field = fieldOf(remark)
  if (!remark.words || !field || "value" in field) return null
  for (const paragraph of field.querySelectorAll("p")) {
    const { text, places } = textOf(paragraph)
    const words = fold(remark.words)
    const start = text.indexOf(fold(remark.before) + words)
    const from = start < 0 ? text.indexOf(words) : start + fold(remark.before).length
    if (from < 0 || !words) continue
    const range = new Range()
    range.setStart(...places[from])
    const [node, offset] = places[from + words.length - 1]
    range.setEnd(node, offset + 1)
    return range
  }
  return null
}

const fold = (text) => (text ?? "").replace(/\s+/g, " ")

// The paragraph's text, white space folded, and for each of its characters the node and the place in it.
function textOf(paragraph) {
  let text = ""
  const places = []
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("[data-footnote]")) continue
    for (let at = 0; at < node.data.length; at++) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at]
      if (letter === " " && text.endsWith(" ")) continue
      text += letter
      places.push([node, at])
    }
  }
  return { text, places }
}

function show(remark) {
  const field = fieldOf(remark)
  if (!field) {
    announce("Its place is not on this page any more.")
    return
  }
  for (let part = field.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true
  const range = rangeOf(remark)
  field.focus({ preventScroll: true })
  if (range) {
    window.getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset)
    range.startContainer.parentElement.scrollIntoView({ block: "center" })
    return
  }
  const start = "value" in field ? field.value.indexOf(remark.words) : -1
  if (start >= 0 && remark.words) field.setSelectionRange(start, start + remark.words.length)
  field.scrollIntoView({ block: "center" })
}

// The page is loaded anew by what is sent: what was typed is saved first. What cannot be saved is kept in this browser.
function sendAfterSaving(form, { manuscript, saver }) {
  let sending = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (sending) return
    sending = true
    const saved = (await saver.saveNow()) && !manuscript.request({ all: true })
    const decides = !form.elements.text
    if (saved || !decides) return form.submit()
    sending = false
    announce("Not everything is saved yet, so nothing was decided. Look for what is marked in red, or wait for the connection.")
    byId("notices").append(Object.assign(document.createElement("p"), {
      className: "note bad",
      textContent: "Not everything is saved yet, so nothing was decided about the suggestion. Look for what is marked in red, or wait for the connection; then try again.",
    }))
  })
}

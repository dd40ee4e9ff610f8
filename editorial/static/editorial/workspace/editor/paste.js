// What is pasted from Word, LibreOffice, Google Docs or a web page, brought to what an article can hold. Whatever else
// there is loses its tag and keeps its words; the editor's schema sees to classes and fonts.
import { newKey } from "./dom.js"

const JUNK = "style, script, meta, link, title, xml, o\\:p, object, iframe, svg, canvas, template, noscript"
const BACK = /ref[-_]?\d*$|anc$/i
const NOTE = /ftn|footn|edn|endn/i
const ITS_NUMBER = /^\s*[[(]?[\divxlc*†‡]{1,6}[\])]?[.:]?\s*/i

// Returns clean HTML. `onNote(key, html)` is told the text of each note that came with its reference; null where
// the field has no notes: then references stay as the text they were.
export function cleanPasted(html, onNote = null) {
  const page = new DOMParser().parseFromString(inert(html), "text/html")
  dropComments(page)
  for (const junk of page.querySelectorAll(JUNK)) junk.remove()
  keepEmphasis(page)
  if (onNote) liftNotes(page, onNote)
  unlinkInner(page)
  tidySpans(page)
  tidyListNumbers(page)
  for (const styled of page.querySelectorAll("[data-style]")) styled.removeAttribute("data-style")
  return page.body.innerHTML
}

// Styles are looked at and handlers dropped, neither is ever applied: the page's security policy would complain of each one.
const inert = (html) =>
  html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle(?=\s*=)/gi, " data-style").replace(/\son(?=[a-z]+\s*=)/gi, " data-on"),
    )

// Bold, italic, raised and lowered words as each program writes them: as tags, as styles, and as tags that a style takes
// back (Google Docs wraps everything in a <b> that is not bold; Word ends bold within bold by a style). What holds for
// each run of text is worked out, then written as plain tags.
const EMPHASIS = "b, strong, i, em, sup, sub"
const INLINE = "span, b, strong, i, em, sup, sub, a, font, u"
const TAGS = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", SUP: "sup", SUB: "sub" }

function keepEmphasis(page) {
  if (page.querySelector("[data-pm-slice]")) return // from an editor like this one
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT)
  const runs = []
  while (walker.nextNode()) runs.push({ text: walker.currentNode, ...emphasisOf(walker.currentNode.parentElement) })
  for (const old of page.querySelectorAll(EMPHASIS)) if (!old.dataset.footnote) old.replaceWith(...old.childNodes)
  for (const { text, bold, italic, level } of runs) {
    let inner = text
    for (const name of [level, italic ? "em" : null, bold ? "strong" : null]) {
      if (!name) continue
      const outer = page.createElement(name)
      inner.replaceWith(outer)
      outer.append(inner)
      inner = outer
    }
  }
}

// The nearest element that says something about it decides.
function emphasisOf(element) {
  const found = { bold: undefined, italic: undefined, level: undefined }
  for (let at = element; at && at.nodeName !== "BODY"; at = at.parentElement) {
    const style = at.matches(INLINE) ? declared(at.dataset.style) : {} // a heading is bold by itself, its words are not
    const tag = TAGS[at.nodeName]
    const weight = style["font-weight"]
    found.bold ??= weight ? /^bold|^[6-9]00/.test(weight) : tag === "bold" || undefined
    const slant = style["font-style"]
    found.italic ??= slant ? /^(italic|oblique)/.test(slant) : tag === "italic" || undefined
    const raised = { super: "sup", sub: "sub" }[style["vertical-align"]]
    found.level ??= raised ?? (tag === "sup" || tag === "sub" ? tag : undefined)
  }
  return found
}

// Only whole names: “mso-bidi-font-weight” speaks of right-to-left words alone.
function declared(style = "") {
  const pairs = style.split(";").map((line) => line.split(":"))
  return Object.fromEntries(pairs.filter(({ length }) => length > 1).map(([name, value]) => [name.trim().toLowerCase(), value.trim().toLowerCase()]))
}

function dropComments(page) {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) {
    // ProseMirror's own mark of an open slice is an attribute; comments are Word's conditions and clipboard fragments.
    found.push(walker.currentNode)
  }
  for (const comment of found) comment.remove()
}

const target = (link) => {
  const href = link.getAttribute("href") ?? ""
  const at = href.lastIndexOf("#")
  return at < 0 || /^(mailto|tel):/.test(href) ? "" : decodeURIComponent(href.slice(at + 1))
}

// Word, LibreOffice and Google Docs write a note as a link from the text to a passage that links back.
function liftNotes(page, onNote) {
  const links = [...page.querySelectorAll("a[href*='#']")].filter((link) => NOTE.test(target(link)))
  for (const link of links.filter((a) => !BACK.test(target(a)))) {
    const name = target(link)
    const anchor = page.getElementById(name) ?? page.querySelector(`[name="${CSS.escape(name)}"]`)
    if (!anchor) continue
    const block = noteBlock(anchor)
    if (!block || block.contains(link)) continue
    const key = newKey()
    onNote(key, noteText(block))
    block.remove()
    const reference = page.createElement("sup")
    reference.dataset.footnote = key
    const outer = link.closest("sup") ?? link
    outer.replaceWith(reference)
  }
  for (const list of page.querySelectorAll("[data-style*='footnote-list'], [data-style*='endnote-list']")) {
    if (!list.textContent.trim()) list.remove()
  }
}

const noteBlock = (anchor) => (anchor.matches("div, li") ? anchor : anchor.closest("div[id], li, p, div"))

function noteText(block) {
  for (const link of block.querySelectorAll("a[href*='#'], a[name]")) {
    if (ITS_NUMBER.test(link.textContent) || BACK.test(target(link))) (link.closest("sup") ?? link).remove()
  }
  const paragraphs = block.matches("p") ? [block] : [...block.querySelectorAll("p")]
  const parts = paragraphs.length ? paragraphs : [block]
  return parts.map((part) => `<p>${part.innerHTML.trim()}</p>`).join("")
}

// A link to a place in the document it came from leads nowhere here.
function unlinkInner(page) {
  for (const link of page.querySelectorAll("a")) {
    if (!/^(https?|mailto):/i.test(link.getAttribute("href") ?? "")) link.replaceWith(...link.childNodes)
  }
}

// Word marks every other word with the language of the keyboard; only another script or direction means something.
function tidySpans(page) {
  for (const span of page.querySelectorAll("[lang], [dir]")) {
    const lang = span.getAttribute("lang") ?? ""
    const dir = (span.getAttribute("dir") ?? "").toLowerCase()
    const foreign = span.matches("span") && lang && !/^en\b/i.test(lang) && /\p{L}/u.test(span.textContent)
    if (foreign && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(lang)) {
      if (["ltr", "rtl"].includes(dir)) span.setAttribute("dir", dir)
      else span.removeAttribute("dir")
    } else {
      span.removeAttribute("lang")
      if (dir !== "rtl" || !span.matches("span")) span.removeAttribute("dir")
      else span.setAttribute("dir", dir)
    }
  }
}

// The number or bullet of a Word list is text with many spaces behind it.
function tidyListNumbers(page) {
  for (const mark of page.querySelectorAll("[data-style*='mso-list:']")) {
    if (!/mso-list:\s*ignore/i.test(mark.dataset.style)) continue
    const words = mark.textContent.replaceAll("\u00a0", " ").trim()
    mark.replaceWith(/^[·•o§\uf0b7-]$/.test(words) ? "• " : `${words} `)
  }
}

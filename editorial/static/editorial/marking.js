// Marking a passage of the text: within one paragraph, selected with the mouse, or by keyboard in steps of sentences and
// words. What is taken is its text with the text around it (a W3C TextQuoteSelector), without the numbers of notes.
import { announce } from "./workspace/editor/dom.js"

const CONTEXT = 32 // characters on each side
const SETTLED = 250 // milliseconds after the last change of a selection
const STEPS = "Arrow keys: other sentences. Shift with right or left: a word more or less at its end; with up or down: at its beginning."

const sentences = new Intl.Segmenter("en", { granularity: "sentence" })
const words = new Intl.Segmenter("en", { granularity: "word" })

export class Marking {
  // `selector` finds the paragraphs. `bar` shows the passage in `quote` and what keys do in `help`; `cancel` is its button.
  // `takers` are its other buttons, the first of them is what Enter presses; `keys` presses others ({s: button}).
  // `says` has {begin, keys, ended}. `take(paragraph, {exact, prefix, suffix}, button)` gets the passage.
  constructor({ selector, bar, quote, help, cancel, takers, keys = {}, says, take }) {
    Object.assign(this, { selector, bar, quote, help, takers, keys, says, take })
    this.stepping = false
    this.place = null // {paragraph, start, end} in the paragraph's text
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => this.#selected(), SETTLED)
    })
    document.addEventListener("keydown", (event) => this.stepping && this.#key(event), true)
    for (const button of takers) button.addEventListener("click", () => this.finish(button))
    cancel.addEventListener("click", () => this.cancel())
  }

  // By its button or key: what is selected is taken; with nothing selected the steps begin, near the element `beside`, which
  // may be a marked passage.
  begin(beside) {
    if (this.place && !this.stepping) return this.finish()
    const all = this.#fields()
    const near = document.activeElement?.closest?.(this.selector) ?? beside?.closest(this.selector)
    const first = near ?? all.find(({ dataset }) => dataset.field === "commentary") ?? all[0]
    if (!first) return
    this.stepping = true
    document.body.classList.add("is-marking")
    const list = segments(textOf(first).text, sentences)
    const from = beside && first.contains(beside) ? startOf(first, beside) : 0
    this.#step(first, list.find(({ end }) => end > from) ?? list[0])
    announce(`${this.says.begin} ${STEPS} ${this.says.keys}`)
  }

  cancel() {
    this.stepping = false
    document.body.classList.remove("is-marking")
    this.place = null
    window.getSelection().removeAllRanges()
    this.bar.hidden = true
  }

  async finish(button = this.takers[0]) {
    const { paragraph, start, end } = this.place
    const { text } = textOf(paragraph)
    const passage = {
      exact: fold(text.slice(start, end)).trim(),
      prefix: fold(text.slice(0, start)).trimStart().slice(-CONTEXT),
      suffix: fold(text.slice(end)).trimEnd().slice(0, CONTEXT),
    }
    this.cancel()
    await this.take(paragraph, passage, button)
  }

  #fields() {
    return [...document.querySelectorAll(this.selector)]
  }

  #selected() {
    if (this.stepping) return
    const selection = window.getSelection()
    this.place = selection.rangeCount && !selection.isCollapsed ? placeOf(selection.getRangeAt(0), this.selector) : null
    this.#show(this.place ? "" : null)
  }

  #show(hint) {
    this.bar.hidden = hint === null
    if (hint === null) return
    const { paragraph, start, end } = this.place
    const passage = fold(textOf(paragraph).text.slice(start, end)).trim()
    this.quote.textContent = `“${passage.length > 140 ? `${passage.slice(0, 90)} … ${passage.slice(-40)}` : passage}”`
    this.help.textContent = hint
  }

  #step(paragraph, { start, end }) {
    this.place = { paragraph, start, end }
    const { text, nodes } = textOf(paragraph)
    const [from, to] = [pointAt(nodes, start, false), pointAt(nodes, end, true)]
    window.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset)
    paragraph.scrollIntoView({ block: "center" })
    this.#show(`${STEPS} ${this.says.keys}`)
    announce(text.slice(start, end))
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "Enter" && this.bar.contains(event.target)) return
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const other = this.keys[event.key.toLowerCase()]
    if (event.key === "Escape") {
      this.cancel()
      announce(this.says.ended)
    } else if (event.key === "Enter") this.finish()
    else if (other) this.finish(other)
    else if (step && event.shiftKey) this.#byWord(event.key)
    else if (step) this.#bySentence(step)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #bySentence(step) {
    const all = this.#fields().flatMap((paragraph) => segments(textOf(paragraph).text, sentences).map((at) => ({ paragraph, at })))
    const here = all.findLastIndex(({ paragraph, at }) => paragraph === this.place.paragraph && at.start <= this.place.start)
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))]
    this.#step(next.paragraph, next.at)
  }

  #byWord(key) {
    const { paragraph } = this.place
    let { start, end } = this.place
    const list = segments(textOf(paragraph).text, words)
    if (key === "ArrowRight") end = list.find((word) => word.end > end)?.end ?? end
    // The last word goes with the comma or period behind it.
    const last = list.findLastIndex((word) => word.end <= end)
    if (key === "ArrowLeft" && list[last - 1]?.start >= start) end = list[last - 1].end
    if (key === "ArrowDown") start = list.find((word) => word.start > start && word.end <= end)?.start ?? start
    if (key === "ArrowUp") start = list.findLast((word) => word.start < start)?.start ?? start
    this.#step(paragraph, { start, end })
  }
}

// {start, end} of each sentence or word, without the spaces around it.
function segments(text, by) {
  const found = []
  for (const { segment, index, isWordLike } of by.segment(text)) {
    if (isWordLike === false || !segment.trim()) continue
    const lead = segment.length - segment.trimStart().length
    found.push({ start: index + lead, end: index + segment.trimEnd().length })
  }
  return found
}

// White space as the server folds it.
const fold = (text) => text.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n")

// The text of a paragraph with its nodes; the numbers of notes and the signs of claims are no part of it.
function textOf(paragraph) {
  const nodes = []
  let text = ""
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      nodes.push({ node, start: text.length })
      text += node.data
    } else if (node.tagName === "BR") text += "\n"
    else if (!("noText" in (node.dataset ?? {}))) node.childNodes.forEach(walk)
  }
  paragraph.childNodes.forEach(walk)
  return { text, nodes }
}

// Where in the paragraph's text an element of it begins.
function startOf(paragraph, element) {
  const { nodes } = textOf(paragraph)
  return nodes.find(({ node }) => element.contains(node))?.start ?? 0
}

function pointAt(nodes, offset, isEnd) {
  const found = nodes.findLast(({ start }) => (isEnd ? start < offset : start <= offset)) ?? nodes[0]
  return { node: found.node, offset: Math.min(offset - found.start, found.node.data.length) }
}

// A selection as {paragraph, start, end}: whole words, without spaces at its ends; null outside one paragraph.
function placeOf(range, selector) {
  const element = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)
  const paragraph = element(range.startContainer).closest(selector)
  if (!paragraph) return null
  const { text, nodes } = textOf(paragraph)
  const ends = element(range.endContainer).closest(selector)
  // A triple click selects up to the beginning of what follows: that is the end of this paragraph.
  const inside = ends === paragraph
  if (!inside && range.endOffset !== 0) return null
  let start = offsetOf(nodes, range.startContainer, range.startOffset, text.length)
  let end = inside ? offsetOf(nodes, range.endContainer, range.endOffset, text.length) : text.length
  while (start < end && /\s/.test(text[start])) start++
  while (end > start && /\s/.test(text[end - 1])) end--
  if (start >= end) return null
  const inWord = (at) => at > 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at - 1]) && /[\p{L}\p{N}]/u.test(text[at])
  while (inWord(start)) start--
  while (inWord(end)) end++
  return { paragraph, start, end }
}

function offsetOf(nodes, container, offset, length) {
  const found = nodes.find(({ node }) => node === container)
  if (found) return found.start + offset
  const point = document.createRange()
  point.setStart(container, offset)
  const after = nodes.find(({ node }) => point.comparePoint(node, 0) >= 0)
  return after ? after.start : length
}

// The list of what is left to check: opening an entry, going to the next, and taking in a newer state of the page
// without losing the focus or anything that was typed.
import { announce, byId, el } from "../workspace/editor/dom.js"
import { showPassage } from "./passages.js"

const WIDE = window.matchMedia("(min-width: 64rem)")
export const isWide = () => WIDE.matches

const folded = (entry) => entry.parentElement.closest("details")
export const allEntries = () => [...document.querySelectorAll("#todo li.entry")]
export const waiting = () => allEntries().filter((entry) => "waits" in entry.dataset || "left" in entry.dataset)
export const current = () => allEntries().find((entry) => entry.firstElementChild.open) ?? null
export const titleOf = (entry) => entry.querySelector(".entry-title").textContent.trim()
export const summaryOf = (entry) => entry.querySelector("summary")

let opened = () => {}
export const onOpened = (run) => (opened = run)

export function openEntry(entry, { focus = true, scroll = true } = {}) {
  const around = folded(entry)
  if (around) around.open = true
  for (const other of allEntries()) if (other !== entry) other.firstElementChild.open = false
  entry.firstElementChild.open = true
  if (focus) summaryOf(entry).focus({ preventScroll: true })
  if (scroll) bringIntoList(entry)
  showPassage(entry, { scroll: isWide() })
  opened(entry)
}

// In the wide layout the list scrolls by itself.
function bringIntoList(entry) {
  const list = byId("todo-scroll")
  if (isWide()) list.scrollTop += entry.getBoundingClientRect().top - list.getBoundingClientRect().top - 8
  else entry.scrollIntoView({ block: "start" })
}

// The next (1) or previous (-1) that waits, from the open entry on, around the end.
export function neighbor(direction) {
  const list = waiting()
  if (!list.length) return null
  const here = current()
  if (!here) return direction > 0 ? list[0] : list.at(-1)
  const order = allEntries()
  const at = order.indexOf(here)
  const beyond = list.filter((entry) => direction * (order.indexOf(entry) - at) > 0)
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? (direction > 0 ? list[0] : list.at(-1))
}

// What comes after an entry was dealt with: the next that nobody has said anything about.
export function following(ids) {
  for (const id of ids) {
    const entry = byId(id)
    if (entry && "waits" in entry.dataset) return entry
  }
  return null
}

export function idsAfter(entry) {
  const order = allEntries().map(({ id }) => id)
  const at = order.indexOf(entry.id)
  return [...order.slice(at + 1), ...order.slice(0, at)]
}

// Takes in the list as the server renders it now: only entries that differ are replaced.
export function renew(html) {
  const fresh = document.createElement("template")
  fresh.innerHTML = html
  const focus = rememberFocus()
  for (const rows of fresh.content.querySelectorAll("[data-rows]")) renewRows(rows, byId(rows.id))
  for (const part of fresh.content.querySelectorAll("section[id], details.folded")) {
    const here = byId(part.id)
    here.hidden = part.hidden
    const count = part.querySelector("[data-live=count]")
    if (count) here.querySelector("[data-live=count]").textContent = count.textContent
  }
  focus()
}

function renewRows(fresh, here) {
  const wanted = [...fresh.children]
  const ids = new Set(wanted.map(({ id }) => id))
  for (const old of [...here.children]) {
    if (ids.has(old.id)) continue
    keepWords(old, typedIn(old))
    old.remove()
  }
  wanted.forEach((row, place) => {
    let standing = byId(row.id)
    if (standing && standing.dataset.digest !== row.dataset.digest) {
      carryOver(standing, row)
      standing.replaceWith(row)
      standing = row
    }
    if (here.children[place] !== (standing ?? row)) here.insertBefore(standing ?? row, here.children[place] ?? null)
  })
}

// What a person typed or opened stays in the newer row.
function carryOver(old, row) {
  for (const field of old.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    const same = field.id && row.querySelector(`#${CSS.escape(field.id)}`)
    if (!same) {
      keepWords(old, typedIn(old).filter((words) => words === field.value.trim()))
      continue
    }
    if (field.type === "file") {
      if (field.files.length) same.replaceWith(field)
    } else if (field.value !== field.defaultValue) same.value = field.value
  }
  old.querySelectorAll("details").forEach((details, place) => {
    const same = row.querySelectorAll("details")[place]
    if (same && details.open) same.open = true
  })
}

const typedIn = (row) => [...row.querySelectorAll("textarea")]
  .filter(({ value, defaultValue }) => value !== defaultValue && value.trim())
  .map(({ value }) => value.trim())

// An entry, or its form, went away while somebody typed in it: the words stay until their writer lets them go.
function keepWords(row, words) {
  if (!words.length) return
  const note = el("div", { class: "note warn" },
    el("p", {}, `“${titleOf(row)}” was settled or removed while you typed. You had typed:`),
    ...words.map((text) => el("blockquote", { dir: "auto" }, text)),
    el("button", { type: "button", onclick: () => note.remove() }, "Throw away"))
  byId("todo-scroll").prepend(note)
  announce(note.firstElementChild.textContent)
}

function rememberFocus() {
  const had = document.activeElement
  if (!had || !byId("todo").contains(had)) return () => {}
  const row = had.closest("li.entry")?.id
  const selection = had.matches("textarea, input[type=url]") ? [had.selectionStart, had.selectionEnd] : null
  return () => {
    if (document.activeElement === had && had.isConnected) return
    const same = had.isConnected ? had : had.id ? byId(had.id) : null
    const to = same ?? (row && byId(row) ? summaryOf(byId(row)) : byId("todo"))
    to.focus({ preventScroll: true })
    if (same && selection) same.setSelectionRange(...selection)
  }
}

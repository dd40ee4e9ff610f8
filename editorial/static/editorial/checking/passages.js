// The article beside the list: showing an entry's passage in it, and opening what is linked beside the page.
import { byId } from "../workspace/editor/dom.js"

const CALM = window.matchMedia("(prefers-reduced-motion: reduce)")

const piecesOf = (entry) => [...document.querySelectorAll(`[data-marks~="${CSS.escape(entry.id)}"]`)]

export function showPassage(entry, { scroll }) {
  for (const old of document.querySelectorAll(".shown-now")) old.classList.remove("shown-now")
  const pieces = piecesOf(entry)
  const shown = pieces.length ? pieces : [byId(entry.dataset.place)].filter(Boolean)
  for (const piece of shown) piece.classList.add("shown-now")
  if (scroll) shown[0]?.scrollIntoView({ block: tall(shown[0]) ? "start" : "center", behavior: CALM.matches ? "auto" : "smooth" })
}

const tall = (element) => element.getBoundingClientRect().height > window.innerHeight * 0.8

// The half of the screen that the page does not need. Our pages are isolated from others (Cross-Origin-Opener-Policy), so
// a window cannot be used twice: each address gets one of its own.
export function openBeside(address) {
  const width = Math.round(screen.availWidth / 2)
  const place = `popup,noopener,noreferrer,left=${(screen.availLeft ?? 0) + width},top=0,width=${width},height=${screen.availHeight}`
  window.open(address, "_blank", place)
}

// What `o` opens: the evidence that is being typed, then what is linked in the entry.
export function addressOf(entry) {
  const typed = entry.querySelector("[data-evidence]")?.value.trim()
  if (typed && /^https?:\/\//i.test(typed)) return typed
  return entry.querySelector("a[data-source]")?.href ?? null
}

// Names of people that the register has, offered in a text while one writes them: arrow down and Enter, or a click, put the
// preferred form there. Whoever goes on typing is not held up.
import { announce, el } from "./dom.js"

const WAIT = 250
// Up to four words with a capital letter, right before the cursor.
const NAME = /(?:\p{Lu}[\p{L}\p{M}'’-]*[ \u00a0]){0,3}\p{Lu}[\p{L}\p{M}'’-]+$/u
let numbered = 0

const about = ({ original, description, form }) => [
  original || description ? ` ${[original, description].filter(Boolean).join(", ")}` : "",
  el("span", { class: "offer-register" }, "Register"),
  form ? el("span", { class: "offer-instead" }, " for “", el("bdi", {}, form), "”") : "",
].filter(Boolean)

export function offerPeople(rich, url) {
  const list = el("ul", { class: "offers", role: "listbox", id: `people-${++numbered}`, hidden: true, "aria-label": "People in the register" })
  rich.host.after(list)
  rich.host.parentElement.classList.add("offers-place")
  const state = { known: [], at: -1, asked: "" }

  const written = () => {
    const { $from, empty } = rich.editor.state.selection
    if (!empty || !$from.parent.isTextblock || rich.editor.view.composing) return ""
    return $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc").match(NAME)?.[0] ?? ""
  }

  const close = () => {
    clearTimeout(state.timer)
    list.hidden = true
    state.at = -1
    for (const name of ["aria-activedescendant", "aria-controls"]) rich.editor?.view.dom.removeAttribute(name)
  }

  const take = (index) => {
    const { name, typed } = state.known[index]
    const { state: now, view } = rich.editor
    const end = now.selection.$from.pos
    close()
    view.dispatch(now.tr.insertText(name, end - typed.length, end))
    view.focus()
    close()
    announce(`${name} written.`)
  }

  const mark = (index) => {
    state.at = (index + state.known.length) % state.known.length
    ;[...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === state.at)))
    rich.editor.view.dom.setAttribute("aria-activedescendant", list.children[state.at].id)
    list.children[state.at].scrollIntoView({ block: "nearest" })
  }

  const show = (known) => {
    state.known = known
    state.at = -1
    if (!known.length) return close()
    list.replaceChildren(
      ...known.map((one, index) =>
        el("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false", onpointerdown: (event) => {
          event.preventDefault()
          take(index)
        } }, el("strong", { dir: "auto" }, one.name), ...about(one)),
      ),
    )
    list.hidden = false
    const { view } = rich.editor
    const cursor = view.coordsAtPos(view.state.selection.from)
    list.style.top = `${cursor.bottom - list.offsetParent.getBoundingClientRect().top}px`
    view.dom.setAttribute("aria-controls", list.id)
    announce(`${known.length} ${known.length === 1 ? "name" : "names"} in the register. Arrow down to choose.`)
  }

  const ask = async () => {
    const typed = written()
    state.asked = typed
    if (typed.length < 4) return close()
    try {
      const response = await fetch(`${url}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } })
      if (!response.ok || !rich.editor.view.hasFocus() || written() !== typed) return
      show((await response.json()).people)
    } catch {
      close() // no connection: one goes on writing
    }
  }

  rich.addEventListener("input", () => {
    clearTimeout(state.timer)
    if (rich.editor.view.hasFocus()) state.timer = setTimeout(ask, WAIT)
  })
  rich.addEventListener("moved", () => {
    if (!list.hidden && written() !== state.asked) close()
  })
  rich.addEventListener("blur", close)
  rich.offers = (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    if (event.key === "ArrowDown") mark(state.at + 1)
    else if (event.key === "ArrowUp" && state.at >= 0) mark(state.at - 1)
    else if (event.key === "Enter" && state.at >= 0) take(state.at)
    else if (event.key === "Escape") close()
    else return false
    event.preventDefault()
    return true
  }
}

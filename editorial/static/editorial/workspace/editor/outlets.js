// A text field that offers outlets already known: a combobox with a list, by keyboard and by pointer. Those of the register
// come first; typing another spelling of one offers the preferred one.
import { announce, el } from "./dom.js"

let numbered = 0

const about = (outlet) => {
  const facts = [outlet.outlet_descriptor, outlet.country].filter(Boolean).join(", ")
  return [
    facts ? ` ${facts}` : "",
    outlet.registered ? el("span", { class: "offer-register" }, "Register") : "",
    outlet.instead_of ? el("span", { class: "offer-instead" }, " for “", el("bdi", {}, outlet.instead_of), "”") : "",
  ].filter(Boolean)
}

export function offerOutlets(input, { url, choose }) {
  const list = el("ul", { class: "offers", role: "listbox", id: `outlets-${++numbered}`, hidden: true, "aria-label": "Known outlets" })
  input.after(list)
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value)
  }
  const state = { known: [], at: -1 }

  const close = () => {
    list.hidden = true
    state.at = -1
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
  }

  const take = (index) => {
    const known = state.known[index]
    input.value = known.outlet
    input.dispatchEvent(new Event("input", { bubbles: true }))
    clearTimeout(state.timer)
    choose(known)
    close()
    announce(`${known.outlet} chosen.`)
  }

  const mark = (index) => {
    state.at = (index + state.known.length) % state.known.length
    ;[...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === state.at)))
    input.setAttribute("aria-activedescendant", list.children[state.at].id)
    list.children[state.at].scrollIntoView({ block: "nearest" })
  }

  const show = (known) => {
    state.known = known
    list.replaceChildren(
      ...known.map((outlet, index) =>
        el("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false", onpointerdown: (event) => {
          event.preventDefault()
          take(index)
        } }, el("strong", { dir: "auto" }, outlet.outlet), ...about(outlet)),
      ),
    )
    list.hidden = !known.length
    input.setAttribute("aria-expanded", String(known.length > 0))
    if (known.length) announce(`${known.length} known ${known.length === 1 ? "outlet" : "outlets"}. Arrow down to choose.`)
    state.at = -1
  }

  const ask = async () => {
    const typed = input.value.trim()
    if (typed.length < 2) return close()
    try {
      const response = await fetch(`${url}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } })
      if (response.ok && document.activeElement === input && input.value.trim() === typed) {
        const { outlets } = await response.json()
        show(outlets.filter((known) => known.outlet !== typed || known.outlet_descriptor || known.original_language))
      }
    } catch {
      close() // no connection: one goes on typing
    }
  }

  input.addEventListener("input", (event) => {
    if (!event.isTrusted) return
    clearTimeout(state.timer)
    state.timer = setTimeout(ask, 200)
  })
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return
    if (event.key === "ArrowDown") mark(state.at + 1)
    else if (event.key === "ArrowUp") mark(state.at < 0 ? -1 : state.at - 1)
    else if (event.key === "Enter" && state.at >= 0) take(state.at)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
  })
}

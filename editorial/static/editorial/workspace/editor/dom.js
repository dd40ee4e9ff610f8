// Small helpers for building the page.

export const byId = (id) => document.getElementById(id)

// el("p", { class: "help", hidden: true }, "words", otherElement)
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (value === true) made.setAttribute(name, "")
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

// A press of a button. The second click of a double click is none: what it would hit slid under the pointer by the first.
export const onPress = (button, run) => button.addEventListener("click", (event) => event.detail > 1 || run(event))

export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

// Says something to screen readers, once.
let timer = 0
export function announce(words) {
  const region = byId("announcer")
  region.textContent = ""
  clearTimeout(timer)
  timer = setTimeout(() => {
    region.textContent = words
  }, 60)
}

export const clock = (at) =>
  new Date(at)
    .toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })
    .replace(/\s?([AP])M$/, (_all, half) => ` ${half.toLowerCase()}.m.`)

// “10:42 a.m.” today, “Tuesday 10:42 a.m.” this week, “October 3, 10:42 a.m.” before that.
export function when(at) {
  const then = new Date(at)
  const days = (new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000
  if (days < 1) return clock(at)
  if (days < 7) return `${then.toLocaleDateString("en-US", { weekday: "long" })} ${clock(at)}`
  return `${then.toLocaleDateString("en-US", { month: "long", day: "numeric" })}, ${clock(at)}`
}

export function roman(number) {
  const digits = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"],
    [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]]
  let out = ""
  for (const [value, letters] of digits) {
    while (number >= value) {
      out += letters
      number -= value
    }
  }
  return out
}

export const clone = (id) => byId(id).content.firstElementChild.cloneNode(true)

// Dialogs close by a button marked data-close, and give the focus back to where it was.
export function openDialog(dialog, { onClose } = {}) {
  const before = document.activeElement
  dialog.returnValue = ""
  dialog.showModal()
  dialog.addEventListener(
    "close",
    () => {
      before?.focus?.()
      onClose?.(dialog.returnValue)
    },
    { once: true },
  )
}

export function closeButtons() {
  for (const button of document.querySelectorAll("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close(""))
  }
}

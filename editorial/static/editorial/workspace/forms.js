// Two kindnesses of forms. A second press on a button sends nothing twice. And what is typed in a field that says
// `data-keep` stays in this tab until the server has taken it: pages are not kept by the browser, so going back after a
// lost connection would otherwise show the field without it.
const store = window.sessionStorage
const SENT = "kept:sent"
const TWICE = 4000 // milliseconds in which a second press is not meant
const ARRIVED = ".messages .success, .messagelist .success, [data-arrived]" // the authors' pages, the desk, pages made

function keyOf(field) {
  return `kept:${field.dataset.keep}:${window.location.pathname}:${field.id}`
}

// What the page showed, and what was typed in its place.
function keptOf(field) {
  try {
    const [shown, typed] = JSON.parse(store.getItem(keyOf(field)))
    return { shown, typed }
  } catch {
    return null
  }
}

if (document.querySelector(ARRIVED)) {
  for (const key of store.getItem(SENT)?.split("\n") ?? []) store.removeItem(key)
  store.removeItem(SENT)
}

function say(field, ...words) {
  const note = document.createElement("p")
  note.className = "help"
  note.setAttribute("role", "status")
  note.append(...words)
  field.after(note)
  const folded = field.closest("details")
  if (folded) folded.open = true
}

function quoted(words) {
  const quote = document.createElement("q")
  quote.dir = "auto"
  quote.textContent = words
  return quote
}

for (const field of document.querySelectorAll("[data-keep]")) {
  const key = keyOf(field)
  const kept = keptOf(field)
  if (field.readOnly || field.disabled) continue
  const same = kept?.typed.trim() === field.value.trim() // the page that refused it shows it
  const shown = same ? kept.shown : field.defaultValue
  if (kept && !same) {
    if (field.value === kept.shown || !field.value.trim()) {
      field.value = kept.typed
      say(field, "This is what you typed here before; it was not sent.")
    } else if (kept.typed.trim()) {
      // Somebody saved other words meanwhile: these stay, and nothing is lost.
      say(field, "You typed here before, and it was not sent: ", quoted(kept.typed))
    }
  }
  field.addEventListener("input", () => {
    try {
      if (field.value === shown) store.removeItem(key)
      else store.setItem(key, JSON.stringify([shown, field.value]))
    } catch {
      // More than a tab may keep: then only the field has it.
    }
  })
}

// The page that comes next says whether it arrived; that of another form says nothing about this one.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented) return // another script asked first, or sends it itself
  if (form.dataset.sending) {
    event.preventDefault()
    return
  }
  form.dataset.sending = "yes"
  window.setTimeout(() => delete form.dataset.sending, TWICE)
  const keys = [...form.querySelectorAll("[data-keep]")].map(keyOf)
  if (keys.length) store.setItem(SENT, keys.join("\n"))
  else store.removeItem(SENT)
})

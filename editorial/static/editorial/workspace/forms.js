// Two kindnesses of forms. A second press on a button sends nothing twice. And what is typed in a text area stays in
// this tab until the server has taken it: pages are not kept by the browser, so going back after a lost connection
// would otherwise show an empty field.
const store = window.sessionStorage
const SENT = "kept:sent"
const TWICE = 4000 // milliseconds in which a second press is not meant

function keyOf(area) {
  return `kept:${area.dataset.keep}:${window.location.pathname}:${area.id}`
}

if (document.querySelector(".messages .success, [data-arrived]")) {
  store.removeItem(store.getItem(SENT))
  store.removeItem(SENT)
}

for (const area of document.querySelectorAll("textarea[data-keep]")) {
  const key = keyOf(area)
  const kept = store.getItem(key)
  if (kept && !area.value.trim()) {
    area.value = kept
    const note = document.createElement("p")
    note.className = "help"
    note.setAttribute("role", "status")
    note.textContent = "This is what you typed here before; it was not sent."
    area.after(note)
    const folded = area.closest("details")
    if (folded) folded.open = true
  }
  area.addEventListener("input", () => {
    try {
      store.setItem(key, area.value)
    } catch {
      // More than a tab may keep: then only the field has it.
    }
  })
}

// The page that comes next says whether it arrived; that of another form says nothing about this one.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (form.dataset.sending) {
    event.preventDefault()
    return
  }
  form.dataset.sending = "yes"
  window.setTimeout(() => delete form.dataset.sending, TWICE)
  const area = form.querySelector("textarea[data-keep]")
  if (area) store.setItem(SENT, keyOf(area))
  else store.removeItem(SENT)
})

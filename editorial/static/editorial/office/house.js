// The house's settings: a color picker beside each color, what the server's rule says of it while one types, and the sketch
// of the cover that follows. Without this script the fields are plain text and the server says the same on saving.
const WAIT = 250
const cover = document.getElementById("cover")

function paint(name, color) {
  for (const shape of cover?.querySelectorAll(`[data-fill="${name}"]`) ?? []) shape.setAttribute("fill", color)
}

function furnish(field) {
  const name = field.name.replace("_color", "")
  const picker = document.createElement("input")
  picker.type = "color"
  picker.setAttribute("aria-label", `Pick the ${name} color`)
  picker.disabled = field.disabled
  const beside = document.createElement("span")
  beside.className = "office-color"
  field.before(beside)
  beside.append(picker, field)
  const said = document.createElement("p")
  said.className = "office-tone"
  said.setAttribute("role", "status")
  beside.after(said)
  let timer = 0
  let asked = 0

  async function ask() {
    const mine = ++asked
    let found
    try {
      const response = await fetch(`${field.dataset.color}?color=${encodeURIComponent(field.value.trim())}`)
      if (!response.ok) throw new Error(response.status)
      found = await response.json()
    } catch {
      said.textContent = "" // the server says it on saving
      return
    }
    if (mine !== asked) return
    said.textContent = found.words
    said.classList.toggle("fails", !found.ok)
    field.setAttribute("aria-invalid", String(!found.ok))
    if (!found.color) return
    picker.value = found.color.toLowerCase()
    paint(name, found.color)
  }

  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  }
  field.addEventListener("input", soon)
  picker.addEventListener("input", () => {
    field.value = picker.value
    field.dispatchEvent(new Event("input", { bubbles: true })) // as if it had been typed: forms.js keeps it too
  })
  ask()
}

for (const field of document.querySelectorAll("input[data-color]")) furnish(field)
for (const words of cover?.querySelectorAll("[data-words]") ?? []) {
  const field = document.querySelector(`[name="${words.dataset.words}"]`)
  const otherwise = field.defaultValue ? "" : words.textContent
  const follow = () => {
    words.textContent = field.value || otherwise
    if (words.dataset.words === "name") cover.setAttribute("aria-label", `Sketch of the cover: ${words.textContent}`)
  }
  field.addEventListener("input", follow)
  follow() // somebody may have typed before this script was there
}

// Renditions that are under way: asks for their progress every second and shows it; reloads the page when one is over. Where
// somebody has typed in a form meanwhile, it says so instead: a reload would take the words away.
const WAIT = 1000

function changed(field) {
  if (field.type === "hidden") return false
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected && option.defaultSelected)
  return field.value !== field.defaultValue
}

function showIt(row, words) {
  if (![...document.querySelectorAll("main :is(input, textarea, select), #content :is(input, textarea, select)")].some(changed)) {
    window.location.reload()
    return
  }
  const link = document.createElement("a")
  link.href = window.location.pathname + window.location.search
  link.textContent = "Show it"
  words.replaceChildren(row.dataset.name ? `${row.dataset.name}: it is over. ` : "It is over. ", link, " (what you typed and did not send is lost then)")
}

async function follow(row) {
  const bar = row.querySelector("progress")
  const words = row.querySelector("[data-words]")
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, WAIT))
    let state
    try {
      const response = await fetch(row.dataset.progress, { headers: { Accept: "application/json" } })
      if (!response.ok) throw new Error(response.status)
      state = await response.json()
    } catch {
      words.textContent = "The server does not answer. Trying again…"
      continue
    }
    const count = state.of ? ` (${state.done} of ${state.of})` : ""
    words.textContent = `${state.label}${state.progress ? `: ${state.progress}` : ""}${count}`
    if (state.of) {
      bar.max = state.of
      bar.value = state.done
    }
    if (state.status === "succeeded" || state.status === "failed") {
      showIt(row, words)
      return
    }
  }
}

document.querySelectorAll("[data-progress]").forEach(follow)

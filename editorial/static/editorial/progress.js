// Renditions that are under way: asks for their progress every second and shows it; reloads the page when one is over.
const WAIT = 1000

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
      window.location.reload()
      return
    }
  }
}

document.querySelectorAll("[data-progress]").forEach(follow)

// The page of an article at the desk: what an address leads to is opened, marks lead to what they are about, and the proof
// is asked for and followed until it is there.

const EVERY = 1_000

// The place that the address names: inside what is folded too.
function open() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true
  target.scrollIntoView({ block: "start" })
}
window.addEventListener("hashchange", open)
open()

// A mark is pressed anywhere in its passage; with the keyboard its sign behind it is. Comments have their own (comments.js).
document.querySelector(".desk-reading")?.addEventListener("click", (event) => {
  const mark = event.target.closest(".mark")
  if (!mark || event.target.closest("a") || String(getSelection())) return
  const name = mark.dataset.marks.split(" ").findLast((one) => !one.startsWith("comment-"))
  if (name && document.getElementById(name)) location.hash = name
})

const state = document.querySelector("[data-proof-state]")
const button = document.querySelector("[data-proof]")

function say(...words) {
  state.hidden = false
  state.replaceChildren(...words)
}

function link(address, words) {
  const made = document.createElement("a")
  made.href = address
  made.target = "_blank"
  made.rel = "noopener"
  made.textContent = words
  return made
}

async function ask(address, options = {}) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, ...options })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}

async function makeProof() {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""
  say("Making the proof…")
  let proof = await ask(button.dataset.proof, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
  })
  while (!proof.pdf && !proof.error) {
    await new Promise((wake) => setTimeout(wake, EVERY))
    proof = await ask(proof.where)
    const far = proof.of ? ` ${Math.round((100 * proof.done) / proof.of)} %` : ""
    if (!proof.pdf && !proof.error) say(`Making the proof…${far} ${proof.progress}`.trim())
  }
  const share = proof.share ? [" or ", link(proof.share, "share it by a link")] : []
  if (proof.pdf) say("The proof is ready: ", link(proof.pdf, "open the proof (PDF)"), ...share, ".")
  else say(`The proof could not be made: ${proof.error}`)
}

if (button && document.querySelector("input[name=csrfmiddlewaretoken]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return
    button.setAttribute("aria-disabled", "true") // and not disabled: the focus stays where it is
    try {
      await makeProof()
    } catch (error) {
      // A lost connection has no words of its own for a person.
      say(`The proof could not be asked for. ${error instanceof TypeError || !error.message ? "Try again in a moment." : error.message}`)
    } finally {
      button.removeAttribute("aria-disabled")
    }
  })
}

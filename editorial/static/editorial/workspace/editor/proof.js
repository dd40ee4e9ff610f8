// A real proof PDF of this one article: asked for after everything is saved, followed until it is there.
import { byId, el } from "./dom.js"

const EVERY = 1_000

// A lost connection has no words of its own for a person.
const reason = (error) => (error instanceof TypeError || !(error.message?.length > 5) ? "Try again in a moment." : error.message)

export function startProofs({ saver, urls }) {
  const button = byId("make-proof")
  const box = byId("proof-state") // in the bar, in sight wherever the page is scrolled to
  const hide = byId("proof-hide")
  hide.addEventListener("click", () => {
    box.hidden = true
    button.focus()
  })
  const say = (kind, ...words) => {
    box.className = `proof-state ${kind}`
    box.hidden = false
    box.firstElementChild.replaceChildren(...words)
    hide.hidden = kind === ""
  }

  const follow = async (where) => {
    for (;;) {
      const response = await fetch(where, { headers: { Accept: "application/json" } })
      if (!response.ok) throw new Error(String(response.status))
      const proof = await response.json()
      if (proof.pdf) return proof
      if (proof.error) return proof
      const far = proof.of ? ` ${Math.round((100 * proof.done) / proof.of)} %` : ""
      const words = `Making the proof…${far} ${proof.progress}`.trim()
      if (box.firstElementChild.textContent !== words) say("", words)
      await new Promise((wake) => setTimeout(wake, EVERY))
    }
  }

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return
    button.setAttribute("aria-disabled", "true") // and not disabled: the focus stays where it is
    say("", "Saving, then making the proof…")
    try {
      await saver.saveNow()
      const asked = await saver.post(urls.proof_article, "{}")
      const first = await asked.json()
      if (!asked.ok) throw new Error(first.error)
      const proof = first.pdf ? first : await follow(first.where)
      const opened = (href, words) => el("a", { href, target: "_blank", rel: "noopener" }, words)
      const share = proof.share ? [" or ", opened(proof.share, "share it by a link")] : []
      if (proof.pdf) say("good", "The proof is ready: ", opened(proof.pdf, "open the proof (PDF)"), ...share, ".")
      else say("bad", `The proof could not be made: ${proof.error}`)
    } catch (error) {
      say("bad", `The proof could not be asked for. ${reason(error)}`)
    } finally {
      button.removeAttribute("aria-disabled")
    }
  })
}

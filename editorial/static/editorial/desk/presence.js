// “Somebody is looking at this”: on the desk's page of an article.
import { post, TELL, whileSeen } from "../presence.js"

const place = document.querySelector("[data-presence]")
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? ""
const fields = (more = {}) => ({ csrfmiddlewaretoken: token(), ...more })

function show(here) {
  const words = here.map(({ name, page }) => `${name} ${page === "check" ? "is checking it now" : "is looking at this too"}`)
  if (place.textContent.trim() === words.join(" ")) return
  place.replaceChildren(
    ...words.flatMap((text) => {
      const one = document.createElement("span")
      one.textContent = text
      return [one, " "]
    }),
  )
}

async function tell() {
  const answer = await post(place.dataset.presence, fields())
  if (answer?.ok) show((await answer.json()).here)
}

if (place) {
  whileSeen([[tell, TELL]], () => post(place.dataset.presence, fields({ gone: "yes" }), { leaving: true }))
}

// Who else is here and what they did: asked for every few seconds while the page is seen.
import { ASK, post, TELL, whileSeen } from "../presence.js"
import { announce, byId, el } from "../workspace/editor/dom.js"
import { current } from "./todo_list.js"

export function follow(page, renewPage) {
  const words = new Map()
  let asking = false

  async function ask() {
    if (asking || document.visibilityState === "hidden") return
    asking = true
    try {
      const response = await fetch(page.urls.now, { headers: { Accept: "application/json" }, cache: "no-store" })
      if (response.status === 401 || response.status === 404) return gone(response.status)
      if (!response.ok) return
      const now = await response.json()
      showOthers(now.here)
      const news = now.statuses.filter(({ id, word, fingerprint }) => words.has(id) && words.get(id) !== word + fingerprint)
      for (const { id, word, fingerprint } of now.statuses) words.set(id, word + fingerprint)
      if (now.version !== page.version) {
        await renewPage()
        if (news.length) announce(news.map(say).join(" "))
      }
    } catch {
      // No connection: asked again later.
    } finally {
      asking = false
    }
  }

  function tell() {
    if (page.may_check && document.visibilityState === "visible") sayHere({})
  }

  function sayHere(more, options) {
    const entry = current()
    const item = entry && entry.dataset.kind !== "finding"
    const token = page.csrf ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value
    post(page.urls.here, {
      csrfmiddlewaretoken: token ?? "", kind: item ? entry.dataset.kind : "", key: item ? entry.dataset.key : "", ...more,
    }, options)
  }

  whileSeen([[ask, ASK], [tell, TELL]], () => page.may_check && sayHere({ gone: "yes" }, { leaving: true }))
  return { tell, ask, seen: () => words.clear() }
}

const say = ({ id, word, by }) => `${byId(id)?.querySelector(".entry-title")?.textContent ?? "An item"}: ${word}${by ? `, ${by}` : ""}.`

function showOthers(here) {
  const others = byId("others")
  const words = here.map(({ name, entry }) => {
    const at = entry && byId(entry)?.querySelector(".entry-title")?.textContent
    return at ? `${name} is at: ${at}` : `${name} is here too`
  })
  if (others.textContent.trim() !== words.join(" ")) {
    others.replaceChildren(...words.flatMap((text) => [el("span", { class: "here" }, text), " "]))
  }
  for (const place of document.querySelectorAll("[data-here]")) {
    const entry = place.closest("li.entry").id
    const text = here.filter((one) => one.entry === entry).map(({ name }) => name).join(", ")
    if (place.textContent !== text) place.textContent = text
    place.title = text ? "Is here now" : ""
  }
}

function gone(status) {
  byId("others").textContent = status === 401
    ? "You are signed out. What you typed stays on this page; sign in again in another tab."
    : "This article is not open to you any more."
}

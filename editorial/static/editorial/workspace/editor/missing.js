// What is missing before the article can be submitted, as links to the very fields.
import { byId, el } from "./dom.js"

export function startMissing({ manuscript, fields, missing }) {
  const show = (list) => {
    const box = byId("missing")
    box.hidden = !list.length
    const what = list.length === 1 ? "1 thing is" : `${list.length} things are`
    byId("missing-words").textContent = `${what} missing before ${box.dataset.before}`
    byId("missing-list").replaceChildren(
      ...list.map(({ message, where }) =>
        el("li", {}, where ? el("a", { href: `#${where.replaceAll(":", "-")}` }, message) : message)),
    )
  }
  show(missing)
  manuscript.addEventListener("accepted", ({ detail }) => detail.missing && show(detail.missing))

  const follow = () => fields.goTo(decodeURIComponent(location.hash.slice(1)))
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']")
    if (!link || link.closest(".editable") || link.classList.contains("skip")) return
    event.preventDefault()
    history.replaceState(null, "", link.hash)
    follow()
  })
  window.addEventListener("hashchange", follow)
  if (location.hash) follow()
}

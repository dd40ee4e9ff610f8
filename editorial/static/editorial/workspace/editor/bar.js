// The height of what stays at the top of the page, for all that must not hide under it: it changes with the window, with
// what the page says about saving and with a proof under way.
import { byId } from "./dom.js"

export function measureBar() {
  const { style } = document.documentElement
  const [bar, state, tools] = [document.querySelector(".bar"), byId("save-state"), byId("toolbar")]
  const measure = () => {
    // In small windows the bar falls apart and only some of its parts stay (editor.css).
    const stays = (part) => (getComputedStyle(part).position === "sticky" ? part.offsetHeight : 0)
    style.setProperty("--state", `${stays(state)}px`)
    style.setProperty("--stuck", `${bar.offsetHeight || stays(state) + stays(tools)}px`)
  }
  const observer = new ResizeObserver(measure)
  for (const part of [bar, state, tools]) observer.observe(part)
  window.addEventListener("resize", measure)
  measure()
}

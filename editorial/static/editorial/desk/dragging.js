// Dragging by pointer (mouse, touch, pen): a handle is pressed, moved, and let go. Knows nothing of what is dragged.
const FAR_ENOUGH = 5
const EDGE = 60
const SPEED = 14

/** Calls `start(handle)`, then `move(x, y)` for every movement, then `end(dropped)`; `start` may refuse with false. */
export function draggable(root, selector, { start, move, end }) {
  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(selector)
    if (!handle || event.button !== 0) return
    const from = { x: event.clientX, y: event.clientY }
    let at = from
    let going = false
    let frame = 0
    const scroll = () => {
      const by = at.y < EDGE ? -SPEED : at.y > window.innerHeight - EDGE ? SPEED : 0
      if (by) {
        window.scrollBy(0, by)
        move(at.x, at.y)
      }
      frame = requestAnimationFrame(scroll)
    }
    const moved = (now) => {
      if (now.pointerId !== event.pointerId) return
      at = { x: now.clientX, y: now.clientY }
      if (!going) {
        if (Math.hypot(at.x - from.x, at.y - from.y) < FAR_ENOUGH || start(handle) === false) return
        going = true
        document.body.classList.add("dragging-now")
        frame = requestAnimationFrame(scroll)
      }
      now.preventDefault()
      move(at.x, at.y)
    }
    const over = (dropped) => {
      cancelAnimationFrame(frame)
      window.removeEventListener("pointermove", moved)
      window.removeEventListener("pointerup", up)
      window.removeEventListener("pointercancel", cancelled)
      window.removeEventListener("keydown", key, true)
      document.body.classList.remove("dragging-now")
      if (going) end(dropped)
    }
    const up = (now) => now.pointerId === event.pointerId && over(true)
    const cancelled = (now) => now.pointerId === event.pointerId && over(false)
    const key = (pressed) => {
      if (pressed.key !== "Escape" || !going) return
      pressed.preventDefault()
      over(false)
    }
    window.addEventListener("pointermove", moved)
    window.addEventListener("pointerup", up)
    window.addEventListener("pointercancel", cancelled)
    window.addEventListener("keydown", key, true)
  })
}

/** A button to take hold of a thing by. */
export function handleFor(title) {
  const handle = document.createElement("button")
  handle.type = "button"
  handle.className = "order-handle"
  handle.textContent = "⠿"
  handle.setAttribute("aria-label", `Move ${title}`)
  return handle
}

/** Says something to those who listen to the page. */
export function sayer(region) {
  return (words) => {
    region.textContent = ""
    requestAnimationFrame(() => {
      region.textContent = words
    })
  }
}

// The board of the months: a card is dragged to another month, which sends the form that it has anyway.
import { draggable, handleFor, sayer } from "./dragging.js"

const board = document.querySelector(".board")
const say = sayer(document.querySelector("[data-said]"))
let card = null
let over = null

function mark(column) {
  over?.classList.remove("over")
  over = column
  over?.classList.add("over")
}

draggable(board, ".order-handle", {
  start(handle) {
    card = handle.closest(".board-card")
    card.classList.add("dragged")
  },
  move(x, y) {
    const column = document.elementFromPoint(x, y)?.closest(".board-column[data-issue]")
    const home = card.closest(".board-column")
    if ((column ?? null) !== over) mark(column && column !== home ? column : null)
  },
  end(dropped) {
    const to = over
    mark(null)
    card.classList.remove("dragged")
    if (!dropped || !to) return
    const form = card.querySelector("form")
    form.elements.issue.value = to.dataset.issue
    say(`Moving ${card.dataset.title} to ${to.dataset.name}.`)
    form.requestSubmit()
  },
})

for (const form of board.querySelectorAll(".board-move")) {
  const its = form.closest(".board-card")
  const handle = handleFor(its.dataset.title)
  // With the keyboard the handle leads to the menu of months, which does the same.
  handle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    form.querySelector("select").focus()
  })
  its.prepend(handle)
}
document.querySelector(".board-help").hidden = false
if (location.hash.startsWith("#card-")) document.getElementById(location.hash.slice(1))?.focus()

// Arranging an issue: rows are dragged, moved with the arrow keys, or with the buttons of a row, and saved all at once.
import { draggable, handleFor, sayer } from "./dragging.js"

const form = document.querySelector("form[data-order]")
const panel = form.closest(".issue-order")
const bar = panel.querySelector("[data-bar]")
const dialog = panel.querySelector("[data-dialog]")
const say = sayer(panel.querySelector("[data-said]"))
const place = document.createComment("")
let held = null // the row that the keyboard holds, and where it came from
let leaving = false

const groups = () => [...panel.querySelectorAll(".order-group")]
const listOf = (group) => group.querySelector(".order-list")
const groupOf = (row) => row.closest(".order-group")
// A draft that is not submitted yet stays in its section, or is taken out.
const mayEnter = (row, group) =>
  group === row.home || "out" in group.dataset || (!("fixed" in row.dataset) && "listed" in group.dataset)

function arrangement() {
  return groups()
    .filter((group) => !("out" in group.dataset))
    .map((group) => ({
      section: group.dataset.section ? Number(group.dataset.section) : null,
      listed: "listed" in group.dataset,
      articles: [...listOf(group).children].map((row) => Number(row.dataset.article)),
    }))
    .filter((group) => group.listed || group.articles.length)
}

const before = JSON.stringify(arrangement())
const layout = groups().map((group) => [group, [...listOf(group).children]])

function where(row) {
  const group = groupOf(row)
  const list = [...listOf(group).children]
  return `${group.dataset.name}, ${list.indexOf(row) + 1} of ${list.length}`
}

function changed(row, words) {
  const now = JSON.stringify(arrangement())
  bar.hidden = now === before
  bar.querySelector("[data-changes]").textContent = words
  for (const group of groups()) label(group)
  if (row && words) say(words)
}

function label(group) {
  const count = group.querySelector(".order-head .quiet")
  const inside = [...listOf(group).children]
  const pages = inside.reduce((sum, row) => sum + Number(row.dataset.pages ?? 0), 0)
  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`
  if (count) count.textContent = counted(inside.length, "article") + (pages ? `, ${counted(pages, "page")}` : "")
  const remove = group.querySelector("[data-remove]")
  if (remove) remove.hidden = inside.length > 0
}

// One step up or down, over the edges of the sections.
function step(row, by) {
  const next = by < 0 ? row.previousElementSibling : row.nextElementSibling
  if (next) {
    if (by < 0) next.before(row)
    else next.after(row)
    return true
  }
  return jump(row, by, by < 0 ? "end" : "start")
}

// Into the section before or behind.
function jump(row, by, side) {
  const all = groups().filter((group) => mayEnter(row, group))
  const group = all[all.indexOf(groupOf(row)) + by]
  if (!group) return false
  if (side === "start") listOf(group).prepend(row)
  else listOf(group).append(row)
  return true
}

function put(row, act, focus) {
  const done = act()
  focus.focus()
  row.scrollIntoView({ block: "nearest" })
  changed(row, done ? `${row.dataset.title}: ${where(row)}.` : "It is at the end already.")
}

// The keyboard: the handle takes a row up, arrows move it, Enter puts it down, Escape puts it back.
function grab(row, handle) {
  place.remove()
  row.before(place)
  held = row
  handle.setAttribute("aria-pressed", "true")
  row.classList.add("dragged")
  say(`${row.dataset.title} taken up: ${where(row)}. Arrow keys move it, Enter puts it down, Escape puts it back.`)
}

function release(row, handle, back) {
  if (back) place.replaceWith(row)
  place.remove()
  held = null
  handle.setAttribute("aria-pressed", "false")
  row.classList.remove("dragged")
  changed(row, `${row.dataset.title} ${back ? "put back" : "put down"}: ${where(row)}.`)
}

const STEPS = {
  ArrowUp: (row) => step(row, -1),
  ArrowDown: (row) => step(row, 1),
  ArrowLeft: (row) => jump(row, -1, "end"),
  ArrowRight: (row) => jump(row, 1, "end"),
}

function keys(event, row, handle) {
  const taken = held === row
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault()
    if (taken) release(row, handle, false)
    else grab(row, handle)
  } else if (taken && event.key in STEPS) {
    event.preventDefault()
    handle.moving = true
    put(row, () => STEPS[event.key](row), handle)
    handle.moving = false
  } else if (taken && event.key === "Escape") {
    event.preventDefault()
    handle.moving = true
    release(row, handle, true)
    handle.focus()
    handle.moving = false
  }
}

function button(words, label, act) {
  const made = document.createElement("button")
  made.type = "button"
  made.textContent = words
  made.setAttribute("aria-label", label)
  made.addEventListener("click", act)
  return made
}

function choose(row, opener) {
  dialog.querySelector("h3").textContent = `Move “${row.dataset.title}” to`
  const choices = groups()
    .filter((group) => mayEnter(row, group) && group !== groupOf(row))
    .map((group) =>
      button(group.dataset.name, group.dataset.name, () => {
        dialog.close()
        put(row, () => listOf(group).append(row) ?? true, opener)
      }),
    )
  dialog.querySelector("[data-choices]").replaceChildren(...choices)
  dialog.showModal()
}

function equip(row) {
  row.home = groupOf(row)
  const { title } = row.dataset
  const handle = handleFor(title)
  handle.setAttribute("aria-pressed", "false")
  handle.setAttribute("aria-describedby", "order-help")
  handle.addEventListener("keydown", (event) => keys(event, row, handle))
  handle.addEventListener("blur", () => held === row && !handle.moving && release(row, handle, false))
  row.querySelector(".order-main").prepend(handle)
  const moves = document.createElement("div")
  moves.className = "order-moves"
  const up = button("Up", `Move ${title} up`, () => put(row, () => step(row, -1), up))
  const down = button("Down", `Move ${title} down`, () => put(row, () => step(row, 1), down))
  const to = button("Move to…", `Move ${title} to a section`, () => choose(row, to))
  moves.append(up, down, to)
  row.append(moves)
}

function equipSection(group) {
  const { name } = group.dataset
  const head = group.querySelector(".order-head")
  const neighbor = (by) => {
    const all = groups().filter((other) => "listed" in other.dataset)
    return all[all.indexOf(group) + by]
  }
  const move = (by, focus) => {
    const other = neighbor(by)
    if (other) other[by < 0 ? "before" : "after"](group)
    focus.focus()
    changed(null, `The section ${name} was moved.`)
    say(other ? `Section ${name} is ${by < 0 ? "before" : "after"} ${other.dataset.name} now.` : "It is at the end already.")
  }
  const up = button("↑", `Move the section ${name} up`, () => move(-1, up))
  const down = button("↓", `Move the section ${name} down`, () => move(1, down))
  const remove = button("Remove", `Remove the empty section ${name}`, () => {
    group.remove()
    changed(null, `The section ${name} was removed.`)
    say(`Section ${name} removed.`)
    panel.querySelector("h2").focus()
  })
  remove.dataset.remove = ""
  head.append(up, down, remove)
  label(group)
}

// The pointer: the row follows it through the lists.
let dragged = null
draggable(panel, ".order-handle", {
  start(handle) {
    if (held) release(held, held.querySelector(".order-handle"), false)
    dragged = handle.closest(".order-row")
    place.remove()
    dragged.before(place)
    dragged.classList.add("dragged")
  },
  move(x, y) {
    const under = document.elementFromPoint(x, y)
    const group = under?.closest(".order-group")
    if (!group || !panel.contains(group) || !mayEnter(dragged, group)) return
    const list = listOf(group)
    const next = [...list.children].find((row) => {
      if (row === dragged) return false
      const box = row.getBoundingClientRect()
      return y < box.top + box.height / 2
    })
    if (dragged.parentElement !== list || dragged.nextElementSibling !== (next ?? null)) list.insertBefore(dragged, next ?? null)
  },
  end(dropped) {
    if (!dropped) place.replaceWith(dragged)
    place.remove()
    dragged.classList.remove("dragged")
    const row = dragged
    dragged = null
    changed(row, `${row.dataset.title}: ${where(row)}.`)
  },
})

for (const group of groups()) if ("listed" in group.dataset) equipSection(group)
for (const row of panel.querySelectorAll(".order-row")) equip(row)
panel.classList.add("scripted")
panel.querySelector("#order-help").hidden = false
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close())

bar.querySelector("[data-undo]").addEventListener("click", () => {
  for (const [group, children] of layout) {
    listOf(group).replaceChildren(...children)
    if (!group.isConnected || "listed" in group.dataset) {
      const anchor = panel.querySelector(".order-group:not([data-listed])") ?? panel.querySelector(".order-sections")
      if ("listed" in group.dataset) anchor.before(group)
    }
  }
  changed(null, "")
  say("Everything is back where it was.")
  panel.querySelector("h2").focus()
})

form.addEventListener("submit", () => {
  form.elements.arrangement.value = JSON.stringify(arrangement())
  leaving = true
})
const unsaved = () => JSON.stringify(arrangement()) !== before
for (const other of document.querySelectorAll("form")) {
  if (other === form) continue
  other.addEventListener("submit", (event) => {
    if (!unsaved()) return
    if (window.confirm("The arrangement is not saved yet. Go on without it?")) leaving = true
    else event.preventDefault()
  })
}
window.addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault()
})
window.addEventListener("pageshow", () => {
  leaving = false
})

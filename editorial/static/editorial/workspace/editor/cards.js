// Lists of cards (excerpts, images): headings by position, moving up and down, removing with a way back.
import { announce, byId, clone, el, onPress } from "./dom.js"

export class Cards {
  constructor({ manuscript, fields, kind, word, list, template, heading, fill }) {
    Object.assign(this, { manuscript, fields, kind, word, template, heading, fill })
    this.list = byId(list)
    this.shown = new Map()
    for (const key of this.#keys()) this.#make(key)
    this.layOut()
  }

  #keys() {
    return this.manuscript.order[`${this.kind}s`]
  }

  #make(key) {
    const item = this.manuscript.get(this.kind, key)
    const card = clone(this.template)
    card.id = `${this.kind}-${key}`
    card.tabIndex = -1
    const act = (name, run) => onPress(card.querySelector(`[data-act=${name}]`), run)
    act("up", () => this.move(key, -1))
    act("down", () => this.move(key, 1))
    act("remove", () => this.remove(key))
    this.shown.set(key, card)
    this.fill(card, item)
    return card
  }

  layOut() {
    const keys = this.#keys()
    keys.forEach((key, index) => {
      const card = this.shown.get(key) ?? this.#make(key)
      card.querySelector("h3").textContent = `${this.word} ${index + 1}`
      for (const [name, far] of [["up", index === 0], ["down", index === keys.length - 1]]) {
        const button = card.querySelector(`[data-act=${name}]`)
        button.setAttribute("aria-disabled", String(far))
        button.setAttribute("aria-label", `${button.textContent}: ${this.word} ${index + 1}`)
      }
      card.querySelector("[data-act=remove]").setAttribute("aria-label", `Remove ${this.word.toLowerCase()} ${index + 1}`)
      const place = this.list.children[index]
      if (place !== card) this.list.insertBefore(card, place ?? null)
    })
    for (const [key, card] of this.shown) if (!keys.includes(key)) card.remove()
  }

  add(key, values) {
    this.manuscript.add(this.kind, key, values)
    this.layOut()
    return this.shown.get(key)
  }

  move(key, by) {
    if (!this.manuscript.move(this.kind, key, by)) return
    this.layOut()
    const card = this.shown.get(key)
    card.querySelector(`[data-act=${by < 0 ? "up" : "down"}]`).focus()
    card.scrollIntoView({ block: "nearest" })
    announce(`Moved. It is ${this.word.toLowerCase()} ${this.#keys().indexOf(key) + 1} of ${this.#keys().length} now.`)
  }

  // Takes the card out; the line in its place brings it back with everything in it.
  remove(key) {
    const item = this.manuscript.get(this.kind, key)
    const position = this.#keys().indexOf(key)
    const card = this.shown.get(key)
    const undo = el("button", { type: "button" }, "Undo")
    const line = el("div", { class: "note undo" }, el("span", {}, `${card.querySelector("h3").textContent} removed.`), undo)
    onPress(undo, () => {
      line.remove()
      this.putBack(key, position)
    })
    this.onRemove?.(item)
    this.manuscript.remove(item)
    card.remove()
    this.layOut()
    this.list.before(line)
    undo.focus()
    announce(`${line.textContent}`)
  }

  putBack(key, position) {
    const item = this.manuscript.add(this.kind, key)
    const list = this.#keys()
    list.splice(Math.min(position, list.length), 0, ...list.splice(list.indexOf(key), 1))
    this.manuscript.changed()
    this.onPutBack?.(item)
    this.layOut()
    this.shown.get(key).querySelector("h3").focus()
    announce("Put back.")
  }

  // Build the card anew from the item's values.
  renew(key) {
    const card = this.shown.get(key)
    this.fields.forget(this.manuscript.get(this.kind, key))
    card?.remove()
    this.shown.delete(key)
    this.layOut()
  }

  // Let go for good: somebody else removed it.
  drop(key) {
    const item = this.manuscript.get(this.kind, key)
    this.fields.forget(item)
    this.manuscript.items.delete(item.id)
    const list = this.#keys()
    if (list.includes(key)) list.splice(list.indexOf(key), 1)
    this.shown.get(key)?.remove()
    this.shown.delete(key)
    this.layOut()
  }
}

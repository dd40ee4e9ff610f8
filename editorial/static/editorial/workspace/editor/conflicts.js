// Somebody saved the same field first: both versions are shown, and the person picks. The one not picked is set aside.
import { announce, byId, el, when } from "./dom.js"
import { sideBySide } from "./compare.js"

const NAMES = { excerpt: "excerpt", image: "image", footnote: "note" }

export class Conflicts {
  // `refresh()` brings in what others saved; `letGo(item)` and `putBack(item)` act on items that were removed elsewhere.
  constructor({ manuscript, fields, me, aside, refresh, letGo, putBack }) {
    Object.assign(this, { manuscript, fields, me, aside, refresh, letGo, putBack })
    this.panels = new Map()
    manuscript.addEventListener("accepted", ({ detail }) => {
      if (detail.conflicts?.length) this.show()
    })
    this.#listAside()
  }

  async show() {
    await this.refresh()
    const found = []
    for (const item of this.manuscript.items.values()) {
      if (item.gone) found.push(this.#gone(item))
      for (const field of Object.keys(item.conflicts)) found.push(this.#field(item, field))
    }
    const panels = found.filter(Boolean)
    if (!panels.length) return
    this.#notice()
    const all = [...this.manuscript.items.values()].flatMap((item) => [item.gone, ...Object.values(item.conflicts)]).filter(Boolean)
    const who = all.every((conflict) => conflict.who === this.me) ? "You, in another tab or browser," : "Somebody else"
    announce(`${who} changed ${panels.length === 1 ? "this" : `${panels.length} fields`} too. Both versions are shown.`)
  }

  #notice() {
    const open = [...this.panels.values()]
    byId("conflict-notice")?.remove()
    if (!open.length) return
    const links = open.flatMap((panel, index) => [index ? ", " : "", el("a", { href: `#${panel.id}` }, panel.dataset.label)])
    byId("notices").append(
      el("div", { class: "note warn", id: "conflict-notice" }, el("strong", {}, "Two versions: choose one. "), ...links, ". Nothing is lost: the one you do not choose is set aside."),
    )
  }

  #put(id, label, panel, before) {
    this.panels.get(id)?.remove()
    panel.id = `conflict-${id}`
    panel.dataset.label = label
    panel.tabIndex = -1
    this.panels.set(id, panel)
    before.after(panel)
    return panel
  }

  #done(id, focus) {
    this.panels.get(id)?.remove()
    this.panels.delete(id)
    this.#notice()
    focus?.focus()
  }

  #field(item, field) {
    const entry = this.fields.find(item, field)
    const conflict = item.conflicts[field]
    if (!entry) {
      this.manuscript.takeTheirs(item, field) // a field that the page does not show
      return null
    }
    this.manuscript.collect()
    const mine = item.values[field]
    const theirs = conflict.theirs
    const title = `${this.#who(conflict)} saved something else here`
    const choose = (words, run, other) =>
      el("button", { type: "button", onclick: () => {
        this.manuscript.collect()
        const left = other === "theirs" ? theirs : item.values[field]
        this.keepAside({ item, field, label: entry.label, value: left, words: entry.words(left), who: other === "theirs" ? conflict.who : "you" })
        run()
        this.#done(entry.id, entry)
      } }, words)
    const panel = el(
      "section", { class: "conflict", "aria-label": `${entry.label}: two versions` },
      el("p", {}, el("strong", {}, title), " while you were writing. Yours is not saved yet."),
      ...(entry.words(mine) === entry.words(theirs) ? [el("p", {}, "The words are the same; what differs is italics, links, notes or the like.")] : []),
      sideBySide({ heading: "Yours", words: entry.words(mine) }, { heading: `Saved by ${this.#who(conflict).replace("You,", "you,").replace(/,$/, "")}`, words: entry.words(theirs) }),
      el("div", { class: "actions" },
        choose("Keep mine", () => this.manuscript.keepMine(item, field), "theirs"),
        choose("Take theirs", () => this.manuscript.takeTheirs(item, field), "mine")),
    )
    return this.#put(entry.id, entry.label, panel, entry.box)
  }

  // One's own other tab is no stranger.
  #who({ who }) {
    return who === this.me ? "You, in another tab or browser," : who
  }

  #gone(item) {
    const name = NAMES[item.kind] ?? "part"
    const place = byId(`${item.kind}-${item.key}`) ?? this.fields.find(item, "text")?.box
    if (item.removed || !place) {
      this.letGo(item)
      return null
    }
    const id = `${item.kind}-${item.key}`
    const who = this.#who(item.gone)
    const panel = el(
      "section", { class: "conflict", "aria-label": `${name}: removed elsewhere` },
      el("p", {}, el("strong", {}, `${who} removed this ${name} at ${when(item.gone.at)}`), " while you were writing in it."),
      el("div", { class: "actions" },
        el("button", { type: "button", onclick: () => {
          this.putBack(item)
          this.#done(id, place)
        } }, "Keep mine (adds it again)"),
        el("button", { type: "button", onclick: () => {
          this.#asideItem(item)
          this.letGo(item)
          this.#done(id, byId("main"))
        } }, "Let it go")),
    )
    return this.#put(id, place.querySelector?.("h3")?.textContent || `A ${name}`, panel, place.querySelector?.(".card-head") ?? place)
  }

  #asideItem(item) {
    this.manuscript.collect()
    for (const [field, value] of Object.entries(item.values)) {
      const entry = this.fields.find(item, field)
      const words = entry?.words(value)
      if (words) this.keepAside({ item, field, label: `${item.kind}: ${entry.label}`, value, words, who: "you" })
    }
  }

  keepAside({ item, field, label, value, words, who }) {
    if (!words) return
    this.aside.add({ kind: item.kind, key: item.key, field, label, value, words, who })
    this.#listAside()
  }

  #listAside() {
    const entries = this.aside.all()
    byId("set-aside").hidden = !entries.length
    byId("set-aside-count").textContent = entries.length
    byId("set-aside-list").replaceChildren(...entries.map((entry) => this.#asideRow(entry)))
  }

  #asideRow(entry) {
    const item = entry.kind === "article" ? this.manuscript.article : this.manuscript.get(entry.kind, entry.key)
    const shown = item && this.fields.find(item, entry.field)
    const by = entry.who === "you" ? "your version" : `${entry.who}’s version`
    const copy = el("button", { type: "button", onclick: async () => {
      await navigator.clipboard?.writeText(entry.words)
      announce("Copied.")
    } }, "Copy")
    const restore = el("button", { type: "button", onclick: () => {
      this.manuscript.collect()
      const now = item.values[entry.field]
      this.aside.remove(entry.id)
      this.keepAside({ item, field: entry.field, label: entry.label, value: now, words: shown.words(now), who: "you" })
      item.values[entry.field] = entry.value
      shown.show(entry.value)
      this.manuscript.changed()
      this.#listAside()
      shown.focus()
    } }, "Restore")
    const drop = el("button", { type: "button", class: "danger", onclick: () => {
      this.aside.remove(entry.id)
      this.#listAside()
    } }, "Throw away")
    return el("li", {}, el("p", {}, el("strong", {}, entry.label), `, ${by}, ${when(entry.at)}`),
      el("blockquote", { dir: "auto" }, entry.words), el("div", { class: "actions" }, copy, ...(shown ? [restore] : []), drop))
  }
}

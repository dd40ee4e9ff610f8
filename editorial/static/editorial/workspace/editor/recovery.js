// Text of an earlier visit that never reached the server: offered back, compared, or thrown away.
import { byId, el, when } from "./dom.js"
import { showComparison } from "./compare.js"
import { nameOf, same } from "./manuscript.js"

const NAMES = { article: "", excerpt: "Excerpt", footnote: "Note", image: "Image" }

export class Recovery {
  // `applied()` lays the page out anew after text was put back.
  constructor({ manuscript, fields, journal, applied }) {
    Object.assign(this, { manuscript, fields, journal, applied })
  }

  async offer() {
    for (const entry of await this.journal.leftBehind()) {
      const changes = (entry.asked?.changes ?? []).map((change) => this.#unsaved(change)).filter(Boolean)
      if (changes.length) this.#show(entry, changes)
      else this.journal.forget(entry.name)
    }
  }

  // What of the change the server does not have.
  #unsaved(change) {
    const item = this.manuscript.items.get(nameOf(change.kind, change.key))
    if (change.removed) return null // taking away can be done again
    const fields = Object.entries(change.fields ?? {}).filter(([field, { after }]) => !same(item?.values[field], after))
    return fields.length ? { ...change, fields: Object.fromEntries(fields) } : null
  }

  #show(entry, changes) {
    const notice = el("div", { class: "note warn recovered", role: "region", "aria-label": "Text that was never saved" })
    const act = (words, run, primary = false) => el("button", { type: "button", class: primary ? "primary" : null, onclick: run }, words)
    const done = () => {
      this.journal.forget(entry.name)
      notice.remove()
      byId("main").focus()
    }
    notice.append(
      el("p", {}, el("strong", {}, `You have text from ${when(entry.at)} that was never saved.`), " It is kept in this browser."),
      el("div", { class: "actions" },
        act("Put it back", () => {
          this.#putBack(changes)
          done()
        }, true),
        act("Compare", () => this.#compare(changes)),
        act("Throw away", done)),
    )
    byId("notices").append(notice)
  }

  #item(change) {
    return this.manuscript.items.get(nameOf(change.kind, change.key))
  }

  #compare(changes) {
    const rows = changes.flatMap((change) => Object.entries(change.fields).map(([field, { after }]) => {
      const item = this.#item(change)
      const entry = item && this.fields.find(item, field)
      const words = (value) => (entry ? entry.words(value) : this.#plain(value))
      return {
        label: `${NAMES[change.kind]} ${entry?.label ?? field.replaceAll("_", " ")}`.trim(),
        first: { heading: "Saved", words: words(item?.values[field] ?? "") },
        second: { heading: "Never saved", words: words(after) },
      }
    }))
    showComparison("Saved, and never saved", rows)
  }

  #plain(value) {
    const page = new DOMParser().parseFromString(typeof value === "string" ? value : "", "text/html")
    return Array.isArray(value) ? value.join("\n") : page.body.textContent
  }

  // The server is told what this text was written over: what others saved since comes up as a conflict.
  #putBack(changes) {
    // Notes first, so that references find their text.
    for (const change of [...changes].sort((a, b) => (a.kind === "footnote" ? -1 : b.kind === "footnote" ? 1 : 0))) {
      const item = this.#item(change) ?? this.manuscript.add(change.kind, change.key)
      for (const [field, { before, after }] of Object.entries(change.fields)) {
        item.values[field] = after
        if (item.version !== null) item.stored[field] = before
        this.fields.find(item, field)?.show(after)
      }
    }
    this.applied()
    this.manuscript.changed()
  }
}

// Text of an earlier visit that never reached the server: offered back, compared, or thrown away.
import { byId, el, when } from "./dom.js"
import { showComparison } from "./compare.js"
import { fieldName, plainWords, stillUnsaved } from "./kept.js"
import { nameOf } from "./manuscript.js"

// A page that is left sends its last words as it goes; they may arrive after the next page was made.
const ON_ITS_WAY = [200, 900] // milliseconds

export class Recovery {
  // `refresh()` brings in what the server has now; `applied()` lays the page out anew after text was put back.
  constructor({ manuscript, fields, journal, refresh, applied }) {
    Object.assign(this, { manuscript, fields, journal, refresh, applied })
    this.shown = new Set()
  }

  // Only what the server still does not have a moment later is offered.
  async offer() {
    for (const pause of ON_ITS_WAY) {
      if (!(await this.#left()).length) return
      await new Promise((wake) => setTimeout(wake, pause))
      await this.refresh()
    }
    for (const { entry, changes } of await this.#left()) this.#show(entry, changes)
  }

  async #left() {
    const entries = (await this.journal.leftBehind()).filter(({ name }) => !this.shown.has(name))
    const found = entries.map((entry) => ({
      entry,
      changes: stillUnsaved(entry, (change, field) => this.#item(change)?.values[field]),
    }))
    for (const { entry, changes } of found) if (!changes.length) this.journal.forget(entry.name)
    return found.filter(({ changes }) => changes.length)
  }

  #show(entry, changes) {
    this.shown.add(entry.name)
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
      const words = (value) => (entry ? entry.words(value) : plainWords(value))
      return {
        label: entry && change.kind === "article" ? entry.label : fieldName(change.kind, field),
        first: { heading: "Saved", words: words(item?.values[field] ?? "") },
        second: { heading: "Never saved", words: words(after) },
      }
    }))
    showComparison("Saved, and never saved", rows)
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

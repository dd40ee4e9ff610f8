// What was saved elsewhere since this page was opened: in another tab, by somebody else, or by this very page a moment
// before it was loaded again. Fields that nobody touched here follow, new parts appear, removed ones go; what was touched
// here is left to the next save, which asks.
import { same } from "./manuscript.js"

const SELDOM = 60_000 // between looks after saves
const AT_LEAST = 1_000 // between looks when the tab is shown again
const TURNS = 3

export class News {
  // `applied()` lays the page out anew; `drop(item)` takes an item out that was removed elsewhere, unless it is in use.
  constructor({ manuscript, saver, url, applied, drop }) {
    Object.assign(this, { manuscript, saver, url, applied, drop })
    this.answers = 0
    this.lookedAt = 0
    manuscript.addEventListener("accepted", ({ detail }) => {
      this.answers += 1
      if (!detail.picture && !detail.conflicts?.length) this.look(SELDOM) // conflicts look by themselves
    })
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look(AT_LEAST))
  }

  // Quietly, unless one looked a moment ago.
  look(pause) {
    if (Date.now() - this.lookedAt > pause) return this.fetch()
  }

  // True once the page has what the server has. An answer that crossed one of our own saves may be older than the page:
  // it is asked for again.
  async fetch() {
    for (let turn = 0; turn < TURNS; turn++) {
      try {
        await this.saver.inFlight
        const before = this.answers
        this.lookedAt = Date.now()
        const response = await fetch(this.url, { headers: { Accept: "application/json" }, cache: "no-store" })
        if (!response.ok) return false
        const payload = await response.json()
        if (before !== this.answers) continue
        this.#take(payload)
        return true
      } catch {
        return false // no connection: saving says so
      }
    }
    return false
  }

  #take(payload) {
    const { manuscript } = this
    const lists = ["excerpts", "images"].filter((name) => same(manuscript.order[name], manuscript.sentOrder[name]))
    const placed = manuscript.issue === manuscript.sentIssue
    manuscript.merge(payload)
    this.#letGo(payload)
    for (const name of lists) {
      const kind = name.slice(0, -1)
      const known = payload[name].map(({ key }) => key).filter((key) => manuscript.get(kind, key)?.removed === false)
      const others = manuscript.order[name].filter((key) => !known.includes(key))
      manuscript.order[name] = [...known, ...others]
      manuscript.sentOrder[name] = [...manuscript.order[name]]
    }
    if (placed) manuscript.issue = manuscript.sentIssue = manuscript.storedIssue = payload.issue ?? null
    this.applied()
  }

  #letGo(payload) {
    const there = new Set([...payload.excerpts, ...payload.footnotes, ...payload.images].map(({ kind, key }) => `${kind}:${key}`))
    for (const item of [...this.manuscript.items.values()]) {
      if (item.kind === "article" || item.version === null || item.removed || item.gone || there.has(item.id)) continue
      const touched = Object.keys(item.values).some((field) => !same(item.values[field], item.sent[field]))
      if (!touched) this.drop(item)
    }
  }
}

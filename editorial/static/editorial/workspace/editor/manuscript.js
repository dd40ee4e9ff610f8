// The article as it stands in this page: what the server has, what it was last sent, and what is typed now.
// Nothing here touches the page; it says “change” when something was typed and “stored” when the server's value differs.

const blank = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)
const asText = (value) => (blank(value) ? "" : typeof value === "string" ? value : JSON.stringify(value))

// The server leaves out empty paragraphs and writes some characters as entities; that is no difference in the text.
export function same(first, second) {
  if (first === second) return true
  return tidy(asText(first)) === tidy(asText(second))
}

const tidy = (text) =>
  text
    .replace(/<p><\/p>/g, "")
    .replace(/&nbsp;/g, "\u00a0")
    .replace(/\s+<\/p>/g, "</p>")

// What the person had before them when they removed the item: the server compares it with what is stored.
const seen = (item) =>
  Object.fromEntries(Object.entries(item.stored).map(([name, value]) => [name, { before: value, after: value }]))

export const nameOf = (kind, key) => (kind === "article" ? "article" : `${kind}:${key}`)

export class Item {
  constructor({ kind, key, version = null, values = {}, picture = null }) {
    Object.assign(this, { kind, key, version, picture, removed: false, gone: null })
    this.stored = { ...values } // what the server has, as it wrote it: the “before” of the next save
    this.sent = { ...values } // what we last sent: equal to `values` when nothing is to be saved
    this.values = { ...values }
    this.conflicts = {} // field: {theirs, who, at, version}; held back until the person chooses
    this.refused = {} // field: {value, message}
  }

  get id() {
    return nameOf(this.kind, this.key)
  }
}

export class Manuscript extends EventTarget {
  constructor(payload) {
    super()
    this.items = new Map()
    this.readers = new Map()
    this.article = this.put(new Item(payload.article))
    for (const entry of [...payload.excerpts, ...payload.footnotes, ...payload.images]) this.put(new Item(entry))
    this.order = { excerpts: payload.excerpts.map((e) => e.key), images: payload.images.map((e) => e.key) }
    this.sentOrder = structuredClone(this.order)
    this.issue = this.sentIssue = this.storedIssue = payload.issue ?? null
  }

  put(item) {
    this.items.set(item.id, item)
    return item
  }

  get(kind, key) {
    return this.items.get(nameOf(kind, key))
  }

  of(kind) {
    return [...this.items.values()].filter((item) => item.kind === kind && !item.removed)
  }

  changed() {
    this.dispatchEvent(new Event("change"))
  }

  set(item, field, value) {
    this.readers.delete(`${item.id} ${field}`)
    if (same(item.values[field], value)) return
    item.values[field] = value
    this.changed()
  }

  // A long text is read when it is needed, not at every keystroke.
  touch(item, field, read) {
    this.readers.set(`${item.id} ${field}`, { item, field, read })
    this.changed()
  }

  collect() {
    for (const { item, field, read } of this.readers.values()) item.values[field] = read()
    this.readers.clear()
  }

  add(kind, key, values = {}) {
    const item = this.get(kind, key) ?? this.put(new Item({ kind, key, values: {} }))
    item.removed = false
    Object.assign(item.values, values)
    const list = this.order[`${kind}s`]
    if (list && !list.includes(key)) list.push(key)
    this.changed()
    return item
  }

  remove(item) {
    this.collect()
    item.removed = true
    const list = this.order[`${item.kind}s`]
    if (list) list.splice(list.indexOf(item.key), 1)
    this.changed()
  }

  // Somebody removed it elsewhere and it is kept here: to the server it is new.
  makeNew(item) {
    Object.assign(item, { version: null, stored: {}, sent: {}, gone: null, conflicts: {} })
    this.changed()
  }

  move(kind, key, by) {
    const list = this.order[`${kind}s`]
    const from = list.indexOf(key)
    const to = from + by
    if (to < 0 || to >= list.length) return false
    list.splice(to, 0, ...list.splice(from, 1))
    this.changed()
    return true
  }

  // The request that brings the server up to date; null when there is nothing. `all` also takes what is held back.
  request({ all = false } = {}) {
    this.collect()
    const changes = [...this.items.values()].map((item) => this.#change(item, all)).filter(Boolean)
    const asked = { changes, order: {} }
    for (const name of ["excerpts", "images"]) {
      const kept = this.order[name].filter((key) => this.#willExist(name.slice(0, -1), key))
      if (!same(kept, this.sentOrder[name])) asked.order[name] = kept
    }
    if (this.issue !== this.sentIssue) Object.assign(asked, { issue: this.issue, issue_from: this.storedIssue })
    const empty = !changes.length && !Object.keys(asked.order).length && !("issue" in asked)
    return empty ? null : asked
  }

  #willExist(kind, key) {
    const item = this.get(kind, key)
    return item && !item.removed && !item.gone && !item.waiting
  }

  #change(item, all) {
    const head = { kind: item.kind, key: item.key, version: item.version }
    if (item.gone && !all) return null
    if (item.removed) return item.version === null ? null : { ...head, fields: seen(item), removed: true }
    if (!all && item.blocked && item.blocked === JSON.stringify(item.values)) return null
    if (item.waiting) return null // an image whose file is not there yet comes into being with the upload
    const fields = {}
    for (const [name, value] of Object.entries(item.values)) {
      if (same(value, item.sent[name])) continue
      if (!all && (item.conflicts[name] || (item.refused[name] && same(item.refused[name].value, value)))) continue
      fields[name] = { before: item.stored[name] ?? this.blankFor(name), after: value }
    }
    return Object.keys(fields).length || (item.version === null && !item.gone) ? { ...head, fields } : null
  }

  blankFor(name) {
    return name === "authors" ? [] : name === "section" ? null : ""
  }

  isDirty() {
    return this.readers.size > 0 || this.request() !== null
  }

  // What the server answered to `asked`.
  accept(asked, answer) {
    const sent = new Map(asked.changes.map((change) => [nameOf(change.kind, change.key), change]))
    for (const saved of answer.saved) this.#saved(saved, sent)
    for (const conflict of answer.conflicts) this.#conflict(conflict)
    for (const refused of answer.refused) this.#refused(refused, sent)
    for (const [name, keys] of Object.entries(asked.order)) this.sentOrder[name] = keys
    if ("issue" in asked) {
      this.sentIssue = asked.issue
      if (!answer.refused.some(({ field }) => field === "issue")) this.storedIssue = asked.issue
    }
    this.dispatchEvent(new CustomEvent("accepted", { detail: answer }))
  }

  #saved({ kind, key, version, values, together = [] }, sent) {
    const item = this.get(kind, key)
    if (!item) return
    item.version = version
    if (version === null) {
      item.stored = {}
      item.sent = {}
      return
    }
    const fields = sent.get(item.id)?.fields ?? {}
    for (const [field, value] of Object.entries(values ?? {})) {
      if (!(field in fields)) {
        // It followed from what was sent, as a license does from its attribution.
        if (same(item.values[field], item.sent[field])) this.adopt(item, field, value)
        else item.stored[field] = value
        continue
      }
      const { after } = fields[field]
      // What the server put together with somebody's other paragraphs has not been seen here yet: until it is, the next
      // save is compared with what this page sent.
      item.stored[field] = together.includes(field) ? after : value
      item.sent[field] = after
      delete item.refused[field]
      if (!together.includes(field) && same(item.values[field], after) && !same(after, value)) this.#show(item, field, value, false)
    }
    this.dispatchEvent(new CustomEvent("saved", { detail: { item } }))
    if (together.length) this.dispatchEvent(new Event("merged"))
  }

  #show(item, field, value, theirs) {
    this.dispatchEvent(new CustomEvent("stored", { detail: { item, field, value, theirs } }))
  }

  #conflict({ kind, key, version, who, at, fields, removed }) {
    const item = this.get(kind, key)
    if (!item) return
    if (removed) item.gone = { who, at }
    else item.version = version
    if (item.removed && !removed) return this.#returned(item, fields, who)
    for (const [field, theirs] of Object.entries(fields ?? {})) item.conflicts[field] = { theirs, who, at }
    this.dispatchEvent(new CustomEvent("conflict", { detail: { item, removed } }))
  }

  // Removed here and changed by somebody else meanwhile: it comes back with what they wrote.
  #returned(item, fields, who) {
    Object.assign(item, { removed: false, stored: { ...fields }, sent: { ...fields }, values: { ...fields } })
    this.order[`${item.kind}s`]?.push(item.key)
    this.dispatchEvent(new CustomEvent("returned", { detail: { item, who } }))
  }

  #refused({ kind, key, field, message }, sent) {
    const item = kind === "article" ? this.article : this.get(kind, key)
    if (!item) return
    if (!field) item.blocked = JSON.stringify(item.values) // the whole item: sent again when something in it changes
    const value = sent.get(item.id)?.fields?.[field]?.after ?? item.values[field]
    item.refused[field] = { value, message }
    this.dispatchEvent(new CustomEvent("refused", { detail: { item, field, message } }))
  }

  // “Keep mine”: we have seen theirs, so it is what the next save replaces.
  keepMine(item, field) {
    item.stored[field] = item.conflicts[field].theirs
    item.sent[field] = item.conflicts[field].theirs
    delete item.conflicts[field]
    this.changed()
  }

  takeTheirs(item, field) {
    const { theirs } = item.conflicts[field]
    delete item.conflicts[field]
    this.adopt(item, field, theirs)
    this.changed()
  }

  // The server's value becomes ours.
  adopt(item, field, value) {
    this.readers.delete(`${item.id} ${field}`)
    item.stored[field] = item.sent[field] = item.values[field] = value
    this.#show(item, field, value, true)
  }

  // Bring in what others saved since: fields that nobody touched here follow, new items appear. Returns what is new.
  merge(payload) {
    this.collect()
    const made = []
    // The article last: its text may refer to notes that are new.
    for (const entry of [...payload.excerpts, ...payload.footnotes, ...payload.images, payload.article]) {
      const item = this.get(entry.kind, entry.key) ?? (entry.kind === "article" ? this.article : null)
      if (!item) made.push(this.put(new Item(entry)))
      else if (!item.removed && !item.gone) this.#follow(item, entry)
    }
    for (const [list, entries] of [["excerpts", payload.excerpts], ["images", payload.images]]) {
      for (const { key } of entries) {
        const item = this.get(list.slice(0, -1), key)
        if (!item.removed && !this.order[list].includes(key)) this.order[list].push(key)
      }
    }
    return made
  }

  #follow(item, entry) {
    item.version = entry.version
    if (entry.picture) item.picture = entry.picture
    for (const [field, value] of Object.entries(entry.values)) {
      if (item.conflicts[field]) continue
      if (same(item.values[field], item.sent[field])) {
        if (!same(item.values[field], value)) this.adopt(item, field, value)
        else item.stored[field] = value
      }
    }
  }
}

// What was typed and is not on the server yet, kept in this browser. One entry for each open page, so that two tabs do
// not write over each other; an entry whose page is gone is offered back on the next visit.

const PREFIX = "oewatch:typed"

export class Journal {
  // `title()` is what the article is called now: entries are also shown where nothing else is known of it.
  constructor({ user, article, title = () => "", storage = window.localStorage }) {
    this.storage = storage
    this.title = title
    this.folder = `${PREFIX}:${user}:${article}:`
    this.page = Math.random().toString(36).slice(2, 10)
    this.name = this.folder + this.page
    // The browser lets go of the lock when the page is gone, whatever the reason.
    navigator.locks?.request(this.name, () => new Promise(() => {}))
  }

  // `asked` is the request that would bring the server up to date; null when everything is saved.
  write(asked) {
    try {
      if (asked) this.storage.setItem(this.name, JSON.stringify({ at: new Date().toISOString(), title: this.title(), asked }))
      else this.storage.removeItem(this.name)
      return true
    } catch {
      return false // the browser's storage is full or forbidden: the page says so
    }
  }

  async leftBehind() {
    return (await entriesIn(this.folder, this.storage)).filter(({ name }) => name !== this.name)
  }

  forget(name) {
    this.storage.removeItem(name)
  }
}

// Entries of one person, of all articles or of one.
export const folderOf = (user, article = null) => `${PREFIX}:${user}:${article === null ? "" : `${article}:`}`

// Entries of pages that are gone, the oldest first: {name, article, at, title, asked}.
export async function entriesIn(folder, storage = window.localStorage) {
  const open = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name))
  const found = []
  for (const name of Object.keys(storage)) {
    if (!name.startsWith(folder) || open.has(name)) continue
    try {
      found.push({ name, article: Number(name.split(":")[3]), ...JSON.parse(storage.getItem(name)) })
    } catch {
      storage.removeItem(name)
    }
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1))
}

// Versions that the person did not choose: kept until they throw them away.
export class SetAside {
  constructor({ user, article, storage = window.localStorage }) {
    this.storage = storage
    this.name = `oewatch:aside:${user}:${article}`
  }

  all() {
    try {
      return JSON.parse(this.storage.getItem(this.name) ?? "[]")
    } catch {
      return []
    }
  }

  add(entry) {
    this.#keep([...this.all(), { id: Math.random().toString(36).slice(2), at: new Date().toISOString(), ...entry }])
  }

  remove(id) {
    this.#keep(this.all().filter((entry) => entry.id !== id))
  }

  #keep(entries) {
    try {
      this.storage.setItem(this.name, JSON.stringify(entries))
    } catch {
      // Nothing to be done: the text is still shown in the panel until the page is left.
    }
  }
}

// Sends what changed: 2 seconds after the last change, at least every 10 while one types, when the page is left, and
// again and again while it cannot. What is not sent yet is in the journal first.
import { announce, byId, clock, el } from "./dom.js"

const PAUSE = 2_000
const LONGEST = 10_000
const JOURNAL_PAUSE = 400
const LONGEST_WAIT = 30_000
const CLOSED = "This article is not open for your changes any more: it was submitted, withdrawn, or you are no longer among its authors."
const KEEPALIVE_LIMIT = 60_000 // characters: browsers refuse more from a page that is being left

export class Saver {
  constructor({ manuscript, journal, data }) {
    Object.assign(this, { manuscript, journal, urls: data.urls, user: data.user, csrf: data.csrf })
    this.state = "clean"
    this.failures = 0
    this.firstChange = 0
    this.marked = () => null // {words, go}: what waits for the person on this page, and the way to it
    manuscript.addEventListener("change", () => this.noticed())
    window.addEventListener("online", () => this.saveNow())
    window.addEventListener("offline", () => this.#failed("offline"))
    window.addEventListener("pagehide", () => this.#leave())
    window.addEventListener("focus", () => this.#blocked() && this.checkSession())
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#leave()
      else if (this.#blocked()) this.checkSession()
    })
    byId("save-now").addEventListener("click", () => (this.#blocked() ? this.checkSession() : this.saveNow()))
  }

  #blocked() {
    return ["signed-out", "other-person"].includes(this.state)
  }

  noticed() {
    const now = Date.now()
    this.firstChange ||= now
    if (!this.journalTimer) {
      this.journalTimer = setTimeout(() => {
        this.journalTimer = 0
        this.keep()
      }, JOURNAL_PAUSE)
    }
    clearTimeout(this.timer)
    if (this.#blocked() || this.state === "forbidden") return
    if (this.failures) {
      this.timer = setTimeout(() => this.save(), this.#delay())
      return
    }
    if (this.state !== "saving") this.#show("changed")
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, this.firstChange + LONGEST - now)))
  }

  keep() {
    this.stored = this.journal.write(this.manuscript.request({ all: true }))
  }

  #delay() {
    return Math.max(0, (this.retryAt ?? 0) - Date.now())
  }

  saveNow() {
    this.retryAt = 0
    return this.save()
  }

  // Resolves to true when nothing is left to save (fields in conflict or refused aside).
  async save() {
    clearTimeout(this.timer)
    if (this.inFlight) {
      await this.inFlight
      return this.manuscript.isDirty() ? this.save() : true
    }
    if (this.state === "other-person" || this.state === "forbidden") return false
    this.keep()
    // A request whose answer never came may have been taken: it goes again as it was, before anything newer. Else one's
    // own earlier words would come back as somebody's.
    const asked = this.unanswered ?? this.manuscript.request()
    this.firstChange = 0
    if (!asked) {
      this.failures = 0
      this.#rest()
      return true
    }
    this.inFlight = this.#send(asked)
    const done = await this.inFlight
    this.inFlight = null
    if (done && this.manuscript.isDirty()) this.noticed()
    return done && !this.manuscript.isDirty()
  }

  async #send(asked) {
    if (!this.failures) this.#show("saving")
    const body = JSON.stringify(asked)
    this.unanswered = asked
    try {
      const response = await this.post(this.urls.save_article, body)
      if (response.status < 500) this.unanswered = null
      if (!response.ok) return await this.#notTaken(response)
      const answer = await response.json()
      this.manuscript.accept(asked, answer)
      // An answer that leaves everything as it was would be asked for again at once, for ever.
      if (JSON.stringify(this.manuscript.request()) === body) throw new Error("nothing was taken")
      this.failures = 0
      this.keep()
      this.savedAt = answer.at
      this.#rest()
      return true
    } catch {
      this.#failed(navigator.onLine ? "unreachable" : "offline")
      return false
    }
  }

  // Everything that can be saved is; what is in conflict or was refused waits for the person.
  #rest() {
    this.#show(this.manuscript.request({ all: true }) ? "held" : "saved")
  }

  post(url, body, headers = { "Content-Type": "application/json" }) {
    return fetch(url, {
      method: "POST",
      body,
      headers: { ...headers, "X-CSRFToken": this.csrf, "X-Writer": String(this.user.id), Accept: "application/json" },
      keepalive: typeof body === "string" && body.length < KEEPALIVE_LIMIT,
      redirect: "error",
      signal: typeof body === "string" ? AbortSignal.timeout(30_000) : undefined,
    })
  }

  async #notTaken(response) {
    const words = (response.headers.get("Content-Type") ?? "").includes("json") ? (await response.json()).error : null
    if (response.status === 401 || response.status === 409) return this.checkSession()
    if (response.status === 403 && words === null) return this.checkSession() // the token is older than the session
    if ([403, 404].includes(response.status)) {
      // Of an article that is not theirs any more, nobody is told more than that.
      this.#show("forbidden", response.status === 403 && words ? words : CLOSED)
      return false
    }
    this.#failed("refused", response.status < 500 ? words : null)
    return false
  }

  // Who is signed in in this browser? The same person: go on with the new token.
  async checkSession() {
    clearTimeout(this.sessionTimer)
    try {
      const response = await fetch(this.urls.session, { headers: { Accept: "application/json" }, cache: "no-store" })
      if (response.status === 401) return this.#wait("signed-out")
      if (!response.ok) throw new Error(response.status)
      const { user, name, csrf } = await response.json()
      if (user !== this.user.id) return this.#wait("other-person", name)
      const stale = this.csrf !== csrf || this.#blocked()
      this.csrf = csrf
      if (this.#blocked()) this.state = "changed"
      if (stale && !this.repeating) {
        this.repeating = true
        this.inFlight = null
        const done = await this.save()
        this.repeating = false
        return done
      }
      this.#failed("refused")
    } catch {
      this.#failed("unreachable")
    }
    return false
  }

  #wait(state, name) {
    this.#show(state, name)
    this.sessionTimer = setTimeout(() => this.checkSession(), 10_000)
    return false
  }

  #failed(why, words = null) {
    if (why === "offline" && !this.manuscript.isDirty()) return
    this.failures += 1
    const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** this.failures)
    this.retryAt = Date.now() + wait
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), wait)
    this.#show(why, words)
  }

  #leave() {
    this.keep()
    if (this.#blocked() || this.state === "forbidden" || this.inFlight) return
    if (this.manuscript.request()) this.save()
  }

  #show(state, detail) {
    const before = this.state
    this.state = state
    const words = this.#words(state, detail)
    const box = byId("save-state")
    box.dataset.state = state
    // What is the same stays in its place: it may have the focus.
    const text = words.map((part) => part.textContent ?? part).join("")
    if (state !== before || text !== byId("save-words").textContent) byId("save-words").replaceChildren(...words)
    byId("save-now").hidden = ["clean", "changed", "saving", "saved", "held", "forbidden"].includes(state)
    const bad = (name) => !["clean", "changed", "saving", "saved", "held"].includes(name)
    // Screen readers hear of trouble and of its end, not of every save.
    if (bad(state) && state !== before) announce(byId("save-words").textContent)
    else if (state === "saved" && this.wasBad) announce("Saved again.")
    if (bad(state)) this.wasBad = true
    if (state === "saved") this.wasBad = false
  }

  #held(kept) {
    const saved = this.savedAt ? `Saved ${clock(this.savedAt)}, but not all. ` : "Not all is saved. "
    const found = this.marked()
    if (!found) return [`${saved}${kept}`]
    return [saved, el("button", { type: "button", class: "plain", id: "go-to-marked", onclick: () => this.marked()?.go() }, found.words), `. ${kept}`]
  }

  #words(state, detail) {
    const kept = this.stored === false ? "This browser cannot keep it: do not close the page." : "Your text is kept in this browser."
    const signIn = () => el("a", { href: this.urls.sign_in, target: "_blank", rel: "noopener" }, "Sign in again in another tab")
    switch (state) {
      case "clean": return ["No changes"]
      case "changed": return ["Not saved yet"]
      case "saving": return ["Saving…"]
      case "saved": return [this.savedAt ? `Saved ${clock(this.savedAt)}` : "No changes"]
      case "held": return this.#held(kept)
      case "signed-out": return ["You are signed out. ", signIn(), `, then this page saves by itself. ${kept}`]
      case "other-person": return [`Not saved: ${detail} is signed in in this browser now. Sign in as ${this.user.name} to save. ${kept}`]
      case "forbidden": return [`${detail} ${kept} You find it under “`, el("a", { href: this.urls.kept }, this.urls.desk ? "The article at the desk" : "My articles"), "”."]
      case "offline": return [`No connection. Not saved, trying again. ${kept}`]
      default: return [`Not saved, trying again. ${detail ? `${detail} ` : ""}${kept}`]
    }
  }
}

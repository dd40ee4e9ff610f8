// The article as it will print: beside the text where there is room, else in a dialog. Refreshed after saves; two frames
// take turns, so that nothing flickers and the place is kept.
import { byId, el, openDialog } from "./dom.js"

const WIDE = window.matchMedia("(min-width: 1400px)")
const CHOICE = "oewatch:preview"

export class Preview {
  constructor({ saver, urls }) {
    Object.assign(this, { saver, url: urls.preview_article })
    this.button = byId("show-preview")
    this.pane = byId("preview")
    this.button.addEventListener("click", () => this.toggle())
    this.#openPane()
    WIDE.addEventListener("change", () => {
      if (this.place) this.#shut()
      this.#openPane()
    })
    saver.manuscript.addEventListener("accepted", () => this.#soon())
  }

  #openPane() {
    if (WIDE.matches && localStorage.getItem(CHOICE) !== "hidden") this.#open(this.pane)
  }

  async toggle() {
    if (this.place) return this.close()
    if (WIDE.matches) {
      localStorage.setItem(CHOICE, "shown")
      this.#open(this.pane)
    } else {
      openDialog(byId("preview-dialog"), { onClose: () => this.close() })
      this.#open(byId("preview-dialog").querySelector(".frames"))
    }
    await this.saver.saveNow()
  }

  #open(place) {
    this.place = place
    place.hidden = false
    this.button.setAttribute("aria-expanded", String(place === this.pane))
    document.body.classList.toggle("with-preview", place === this.pane)
    this.load()
  }

  close() {
    if (!this.place) return
    if (this.place === this.pane) localStorage.setItem(CHOICE, "hidden")
    this.#shut()
  }

  #shut() {
    this.place.replaceChildren()
    this.pane.hidden = true
    this.place = null
    this.button.setAttribute("aria-expanded", "false")
    document.body.classList.remove("with-preview")
    byId("preview-dialog").close()
  }

  #soon() {
    if (!this.place) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.load(), 700)
  }

  load() {
    const shown = this.place.querySelector("iframe:not(.coming)")
    const next = el("iframe", { src: this.url, title: "Preview: the article as it will print", class: "coming" })
    next.addEventListener("load", () => {
      this.#away(!hasArticle(next))
      if (!hasArticle(next)) return next.remove()
      next.contentWindow.scrollTo(0, shown?.contentWindow?.scrollY ?? 0)
      next.classList.remove("coming")
      shown?.remove()
    }, { once: true })
    for (const late of this.place.querySelectorAll("iframe.coming")) late.remove()
    this.place.append(next)
  }

  // In place of the browser's own page about a connection that failed; what was shown before stays.
  #away(away) {
    this.place?.querySelector(".preview-away")?.remove()
    if (!away || !this.place) return
    const words = "The preview cannot be loaded now. It is tried again after the next save."
    this.place.prepend(el("p", { class: "note warn preview-away", role: "status" }, words))
  }
}

// What came instead of our page, such as the browser's page about a lost connection, lets nobody look inside.
function hasArticle(frame) {
  try {
    return Boolean(frame.contentDocument?.body?.children.length)
  } catch {
    return false
  }
}

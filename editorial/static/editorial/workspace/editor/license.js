// What an attribution means: read on the server as one types, shown with its verdict and the credit that will be printed.
import { el } from "./dom.js"

const FIELDS = ["attribution", "license", "creator", "title", "source", "source_url", "changes", "public_domain_basis"]
const SURE = { certain: "", likely: " Likely, but look at the source to be sure.", unclear: "" }

export class LicensePicker {
  constructor({ card, item, fields, manuscript, url }) {
    Object.assign(this, { card, item, fields, manuscript, url })
    this.select = fields.find(item, "license").control
    this.box = card.querySelector(".verdict")
    // Whether the person picked the license from the list; null while the first answer is awaited.
    this.chosen = item.values.license ? null : false
    for (const name of FIELDS) {
      fields.find(item, name).control.addEventListener("input", () => {
        if (name === "license") this.chosen = this.select.value !== ""
        clearTimeout(this.timer)
        this.timer = setTimeout(() => this.ask(), name === "license" ? 0 : 350)
      })
    }
    this.ask()
  }

  #value(name) {
    return this.item.values[name] ?? ""
  }

  async ask() {
    if (!FIELDS.some((name) => this.#value(name))) {
      this.box.hidden = true
      return
    }
    const asked = new URLSearchParams()
    for (const name of FIELDS) asked.set(name === "public_domain_basis" ? "basis" : name, this.#value(name))
    if (this.chosen === false) asked.delete("license")
    const turn = (this.turn = (this.turn ?? 0) + 1)
    try {
      const response = await fetch(`${this.url}?${asked}`, { headers: { Accept: "application/json" } })
      if (response.ok && turn === this.turn) this.#show(await response.json())
    } catch {
      // No connection: the verdict comes with the next change; what was typed is saved all the same.
    }
  }

  #show(answer) {
    const { reading } = answer
    const stored = this.#value("license")
    const first = this.chosen === null
    if (first) this.chosen = Boolean(stored) && stored !== reading.license
    const attribution = this.#value("attribution")
    if (!this.chosen && !first) {
      this.#put("license", attribution ? reading.license : "")
      this.#put("license_url", attribution ? reading.url : "")
      if (reading.basis && !this.#value("public_domain_basis")) this.#put("public_domain_basis", reading.basis)
    } else if (this.chosen) this.#put("license_url", answer.url)
    this.fields.find(this.item, "public_domain_basis").box.hidden =
      !["public-domain", "CC-PDM-1.0"].includes(answer.license) && !this.#value("public_domain_basis")
    this.#words(answer, attribution)
  }

  #put(name, value) {
    this.manuscript.set(this.item, name, value)
    const entry = this.fields.find(this.item, name)
    if (!entry || entry.control === document.activeElement) return
    if (name === "license") this.#offer(value)
    entry.show(value)
  }

  // A license that is read but not in the list, such as a port of an old version.
  #offer(id) {
    if (![...this.select.options].some((option) => option.value === id)) this.select.append(el("option", { value: id }, id))
  }

  #words(answer, attribution) {
    const { reading } = answer
    const read = attribution && !this.chosen
      ? `Read as ${answer.name}.${SURE[reading.certainty]} ${reading.certainty === "certain" ? "" : reading.reason}`.trim()
      : answer.name ? `You chose ${answer.name}.` : "No license yet."
    const kind = !answer.may_print ? "bad" : answer.verdict === "permitted" && !answer.missing.length ? "good" : "warn"
    const verdict = this.box.querySelector("[data-verdict]")
    verdict.className = `note ${kind}`
    verdict.replaceChildren(
      el("strong", {}, { bad: "Not to be printed as it stands. ", good: "May be printed. ", warn: "May be printed under conditions. " }[kind]),
      kind === "bad" ? `${read} ${answer.reason}` : read,
    )
    const asks = answer.missing.map((name) => `The credit still needs: ${name === "license" ? "a license" : `the ${name}`}.`)
    const list = this.box.querySelector("[data-conditions]")
    list.replaceChildren(...[...asks.map((words) => el("li", {}, el("strong", {}, words))), ...answer.conditions.map((words) => el("li", {}, words))])
    list.hidden = !list.children.length
    const credit = answer.parts.map((part) => (part.url ? el("a", { href: part.url, target: "_blank", rel: "noopener" }, part.text) : part.text))
    this.box.querySelector("[data-credit]").replaceChildren(...(credit.length ? credit : ["nothing yet"]))
    this.box.hidden = false
  }
}

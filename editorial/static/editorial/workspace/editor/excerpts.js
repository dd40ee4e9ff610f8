// Excerpts: citation, the language of the original, the passage and its translation side by side.
import { byId, newKey, onPress } from "./dom.js"
import { Cards } from "./cards.js"
import { languageOf } from "./languages.js"
import { offerOutlets } from "./outlets.js"

export class Excerpts {
  constructor({ manuscript, fields, languages, data }) {
    Object.assign(this, { manuscript, fields, languages, data })
    this.cards = new Cards({
      manuscript, fields, kind: "excerpt", word: "Excerpt", list: "excerpt-list", template: "excerpt-template",
      fill: (card, item) => this.#fill(card, item),
    })
    onPress(byId("add-excerpt"), () => {
      const key = newKey()
      this.cards.add(key, { outlet: "" })
      this.fields.goTo(`excerpt:${key}:outlet`)
    })
  }

  #fill(card, item) {
    this.fields.bindAll(card, item, ["original_language"])
    const rich = (name, options) => this.fields.bindRich(card.querySelector(`[data-field=${name}]`), item, options)
    const passage = rich("original_text")
    rich("body", { people: this.data.urls.people })
    const language = this.#language(card, item, passage)
    const box = (name) => this.fields.find(item, name).control
    offerOutlets(box("outlet"), {
      url: this.data.urls.outlets,
      choose: (known) => {
        const fill = (name, value) => {
          const entry = this.fields.find(item, name)
          if (!value || entry.control.value.trim()) return
          entry.show(value)
          this.manuscript.set(item, name, value)
        }
        fill("outlet_descriptor", known.outlet_descriptor)
        fill("place", known.place)
        if (!item.values.original_language && known.original_language) {
          this.manuscript.set(item, "original_language", known.original_language)
          language.show(known.original_language)
        }
      },
    })
  }

  // One types “Arabic”, “ar” or “Pashto”; what is stored is the tag, and the original's fields follow it at once.
  #language(card, item, passage) {
    const box = card.querySelector("[data-field=original_language]")
    const words = box.querySelector("[data-language-words]")
    const entry = this.fields.bind(box, item)
    const title = this.fields.find(item, "original_title").control
    const follow = (tag) => {
      const direction = tag ? this.languages.direction(tag) : ""
      title.lang = tag
      title.dir = direction || "auto"
      const typed = entry.control.value.trim()
      words.textContent = tag ? this.languages.describe(tag)
        : typed ? `“${typed}” is no language that is known here. Try its English name.` : "Such as Arabic, Pashto, zh-Hans."
      if (passage.rich.lang !== tag) passage.rich.setLanguage(tag, direction)
    }
    entry.show = (tag) => {
      entry.control.value = tag && languageOf(this.languages, this.languages.words(tag)) === tag ? this.languages.words(tag) : (tag ?? "")
      follow(tag ?? "")
    }
    entry.words = (tag) => this.languages.describe(tag)
    entry.control.addEventListener("input", () => {
      const tag = languageOf(this.languages, entry.control.value)
      this.manuscript.set(item, "original_language", tag || entry.control.value.trim())
      follow(tag)
    })
    entry.show(item.values.original_language)
    return entry
  }
}

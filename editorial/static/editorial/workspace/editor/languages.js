// Languages by name or by tag: “Arabic”, “ar”, “Pashto”, “zh-Hans” lead to a BCP 47 tag, and a tag to words.

const SCRIPTS = { simplified: "Hans", traditional: "Hant", cyrillic: "Cyrl", latin: "Latn", arabic: "Arab" }
const OTHER_NAMES = { farsi: "fa", mandarin: "zh", "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant",
  sorani: "ckb", dari: "prs", uighur: "ug", kirghiz: "ky", "brazilian portuguese": "pt-BR", filipino: "fil", hebrew: "he" }

export class Languages {
  // `names`: tag to English name; `rightToLeft`: the languages and scripts that the printed page sets right to left.
  constructor(names, rightToLeft) {
    this.names = names
    this.rightToLeft = { languages: new Set(rightToLeft.languages), scripts: new Set(rightToLeft.scripts) }
    this.byName = new Map(Object.entries(names).map(([tag, name]) => [name.toLowerCase(), tag]))
    for (const [name, tag] of Object.entries(OTHER_NAMES)) this.byName.set(name, tag)
    this.display = new Intl.DisplayNames("en", { type: "language", fallback: "none" })
  }

  // As the printed page does it: a script in the tag decides before the language.
  direction(tag) {
    const [language, script] = tag.split("-")
    const rtl = script?.length === 4
      ? this.rightToLeft.scripts.has(script[0].toUpperCase() + script.slice(1).toLowerCase())
      : this.rightToLeft.languages.has(language.toLowerCase())
    return rtl ? "rtl" : "ltr"
  }

  words(tag) {
    if (!tag) return ""
    try {
      return this.names[tag] ?? this.display.of(tag) ?? tag
    } catch {
      return tag
    }
  }

  describe(tag) {
    if (!tag) return ""
    return `${this.words(tag)} (${tag})${this.direction(tag) === "rtl" ? ", right to left" : ""}`
  }
}

// The tag of what somebody typed; "" when it is no language that is known.
export function languageOf(languages, typed) {
  const text = typed.trim().replace(/\s*\(.*$/, "").replaceAll("_", "-")
  if (!text) return ""
  const known = languages.byName.get(text.toLowerCase())
  if (known) return known
  const words = text.toLowerCase().split(/[\s,-]+/)
  const script = words.map((word) => SCRIPTS[word]).find(Boolean)
  const language = words.map((word) => languages.byName.get(word)).find(Boolean)
  if (script && language) return `${language}-${script}`
  try {
    const [tag] = Intl.getCanonicalLocales(text)
    return languages.display.of(tag) ? tag : ""
  } catch {
    return ""
  }
}

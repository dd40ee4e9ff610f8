// Text that this browser keeps: what of it the server does not have, and how it is called and shown without an editor.
import { nameOf, same } from "./manuscript.js"

const KINDS = { article: "", excerpt: "Excerpt", footnote: "Note", image: "Image" }
const CHOSEN = new Set(["section", "license", "license_url"]) // picked or derived, not typed

// The changes of a kept entry without what the server has. `valueOf(change, field)` tells what is stored there.
export function stillUnsaved(entry, valueOf) {
  const left = (change) => {
    if (change.removed) return null // taking away can be done again
    const fields = Object.entries(change.fields ?? {}).filter(([field, { after }]) => !same(valueOf(change, field), after))
    return fields.length ? { ...change, fields: Object.fromEntries(fields) } : null
  }
  return (entry.asked?.changes ?? []).map(left).filter(Boolean)
}

// The same for a payload as the server sends it; null: nothing is known of the article any more.
export function valuesIn(payload) {
  const all = payload ? [payload.article, ...payload.excerpts, ...payload.footnotes, ...payload.images] : []
  const items = new Map(all.map((entry) => [nameOf(entry.kind, entry.key), entry.values]))
  return (change, field) => items.get(nameOf(change.kind, change.key))?.[field]
}

export const fieldName = (kind, field) => {
  const words = `${KINDS[kind]} ${field === "text" && kind === "footnote" ? "" : field.replaceAll("_", " ")}`.trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

// The words of a value: of rich text paragraph by paragraph, of a list line by line.
export function plainWords(value) {
  if (Array.isArray(value)) return value.join("\n")
  if (typeof value !== "string") return ""
  if (!/<\w/.test(value)) return value
  const page = new DOMParser().parseFromString(value, "text/html")
  for (const reference of page.querySelectorAll("sup[data-footnote]")) reference.textContent = "[note]"
  for (const line of page.querySelectorAll("br")) line.replaceWith("\n")
  return [...page.body.childNodes].map((node) => node.textContent.trim()).filter(Boolean).join("\n\n")
}

// [{name, words}] of what a person typed.
export function typedWords(changes) {
  return changes.flatMap(({ kind, fields }) =>
    Object.entries(fields)
      .filter(([field]) => !CHOSEN.has(field))
      .map(([field, { after }]) => ({ name: fieldName(kind, field), words: plainWords(after).trim() }))
      .filter(({ words }) => words))
}

// What waits for the person: fields in conflict and fields that were refused, in the order of the page.
import { byId } from "./dom.js"

// {words, go} for the bar; null where nothing is marked.
export function marked({ manuscript, fields }) {
  const [conflicts, refused] = [[], []]
  for (const item of manuscript.items.values()) {
    if (item.gone) conflicts.push({ id: `${item.kind}-${item.key}`, label: item.kind === "footnote" ? "note" : item.kind })
    for (const field of Object.keys(item.conflicts)) {
      const entry = fields.find(item, field)
      if (entry) conflicts.push({ id: entry.id, label: entry.label })
    }
    for (const field of Object.keys(item.refused)) {
      const entry = fields.find(item, field)
      const whole = !field && item.blocked === JSON.stringify(item.values)
      if (entry?.wrong || whole) refused.push({ entry, id: "refused-notice" })
    }
  }
  if (conflicts.length) {
    const what = conflicts.length === 1 ? `the ${conflicts[0].label.toLowerCase()}: choose one` : `${conflicts.length} fields: choose`
    return { words: `Two versions of ${what}`, go: () => goTo(conflicts.map(({ id }) => byId(`conflict-${id}`) ?? byId(id))) }
  }
  if (refused.length) {
    return {
      words: refused.length === 1 ? "See what is not saved" : `See the ${refused.length} places that are not saved`,
      go: () => goTo(refused.map(({ entry, id }) => entry?.box ?? byId(id))),
    }
  }
  return null
}

function goTo(places) {
  const [first] = places.filter(Boolean).sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
  if (!first) return
  for (let part = first.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true
  const target = first.matches(".field") ? first.querySelector("input, textarea, select, .editable") : first
  if (target.tabIndex < 0) target.tabIndex = -1
  target.focus({ preventScroll: true })
  first.scrollIntoView({ block: first.classList.contains("conflict") ? "start" : "center" })
}

// Text that this browser kept and that never reached the server, shown where its author comes by: an article may not be
// open to them any more, and then no editor offers it back. Only what the signed-in person typed.
import { clock, el, when } from "./editor/dom.js"
import { entriesIn, folderOf } from "./editor/journal.js"
import { stillUnsaved, typedWords, valuesIn } from "./editor/kept.js"

const ON_ITS_WAY = 1_200 // milliseconds: the last words of the page that was just left may still arrive
const box = document.getElementById("kept-text")
const { user, article: only = null, save, edit } = box.dataset // addresses of the article 0
const address = (pattern, article) => pattern.replace("/0/", `/${article}/`)

show()

async function show() {
  const entries = await entriesIn(folderOf(user, only))
  if (!entries.length) return
  await new Promise((wake) => setTimeout(wake, ON_ITS_WAY))
  const byArticle = Map.groupBy
    ? Map.groupBy(entries, ({ article }) => article)
    : entries.reduce((all, entry) => all.set(entry.article, [...(all.get(entry.article) ?? []), entry]), new Map())
  for (const [article, kept] of byArticle) {
    const stored = await payloadOf(article)
    if (stored === undefined) continue // nobody knows now: it stays where it is
    const unsaved = kept.map((entry) => ({ ...entry, changes: stillUnsaved(entry, valuesIn(stored)) }))
    for (const { name, changes } of unsaved) if (!changes.length) window.localStorage.removeItem(name)
    const left = unsaved.filter(({ changes }) => changes.length)
    if (left.length) notice(article, left, stored)
  }
}

// Null: there is no such article for this person. Undefined: it cannot be told.
async function payloadOf(article) {
  try {
    const response = await fetch(address(save, article), { headers: { Accept: "application/json", "X-Writer": user }, cache: "no-store" })
    return response.ok ? await response.json() : response.status === 404 ? null : undefined
  } catch {
    return undefined
  }
}

function notice(article, entries, stored) {
  const title = stored?.article.values.title || entries.findLast((entry) => entry.title)?.title || "Untitled article"
  const latest = entries.at(-1).at
  const seen = new Set()
  const parts = entries.toReversed().flatMap((entry) => typedWords(entry.changes).filter(({ name, words }) => {
    const known = seen.has(`${name} ${words}`)
    seen.add(`${name} ${words}`)
    return !known
  }))
  if (!parts.length) return // something chosen from a list: the editor asks about it
  const shown = el("section", { class: "note warn kept-text", tabindex: "-1", "aria-label": `Text that was never saved: ${title}` })
  const said = el("span", { role: "status" })
  shown.append(
    el("h2", {}, `Text that was never saved, from ${day(latest)}`),
    el("p", {}, `“${title}”. It is kept in this browser only. `,
      stored ? "" : "The article is not open to you any more: copy what you need."),
    el("details", { open: parts.length <= 3 },
      el("summary", {}, parts.length === 1 ? "The text" : `The text (${parts.length} fields)`),
      el("dl", {}, ...parts.flatMap(({ name, words }) => [el("dt", {}, name), el("dd", { dir: "auto", tabindex: "0" }, words)]))),
    el("div", { class: "actions" },
      el("button", { type: "button", onclick: () => copy(parts, said) }, "Copy"),
      ...(stored ? [el("a", { class: "button", href: address(edit, article) }, "Open the article")] : []),
      ...throwAway(entries, shown),
      said),
  )
  box.append(shown)
}

// “Tuesday 10:42”, and for today “today 10:42”.
const day = (at) => (when(at) === clock(at) ? `today ${clock(at)}` : when(at))

async function copy(parts, said) {
  const words = parts.length === 1 ? parts[0].words : parts.map(({ name, words }) => `${name}:\n${words}`).join("\n\n")
  try {
    await navigator.clipboard.writeText(words)
    said.textContent = "Copied."
  } catch {
    said.textContent = "The browser did not allow it. Select the text and copy it yourself."
  }
}

// Asks once.
function throwAway(entries, shown) {
  const button = el("button", { type: "button", class: "danger" }, "Throw away")
  const keep = el("button", { type: "button", hidden: true }, "Keep it")
  const ask = (asking) => {
    button.dataset.asked = asking ? "yes" : ""
    button.textContent = asking ? "Throw it away for good" : "Throw away"
    keep.hidden = !asking
  }
  button.addEventListener("click", (event) => {
    if (event.detail > 1) return // the second click of a double click is no answer
    if (!button.dataset.asked) return ask(true)
    for (const { name } of entries) window.localStorage.removeItem(name)
    shown.remove()
    document.getElementById("main").focus()
  })
  keep.addEventListener("click", () => {
    ask(false)
    button.focus()
  })
  return [button, keep]
}

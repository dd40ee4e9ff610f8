// The fact-checker's page: puts its parts together.
import { announce, byId } from "../workspace/editor/dom.js"
import { forget, keepDrafts } from "./drafts.js"
import { listen } from "./keys.js"
import { Marking } from "./marking.js"
import { addressOf, openBeside, showPassage } from "./passages.js"
import { follow } from "./presence.js"
import { prepareSending, send, withdrawComplaints } from "./sending.js"
import { allEntries, current, following, idsAfter, isWide, neighbor, onOpened, openEntry, renew, summaryOf } from "./todo_list.js"

const page = JSON.parse(byId("page-data").textContent)
const ARMED = { disputed: "Say why", cannot_verify: "Say why it cannot be verified", needs_change: "Say what has to change" }

for (const tools of document.querySelectorAll("[data-tools]")) tools.hidden = false

// The page as it stands now, as the server renders it.
function apply(answer) {
  page.version = answer.version
  document.title = answer.title
  renew(answer.todo)
  const article = document.querySelector("[data-live=article]")
  if (answer.article !== apply.article) article.innerHTML = answer.article
  apply.article = answer.article
  const entry = current()
  if (entry) showPassage(entry, { scroll: false })
}

async function renewPage() {
  const response = await fetch(page.urls.page, { headers: { Accept: "application/json" }, cache: "no-store" })
  if (response.ok) apply(await response.json())
}

prepareSending(page, apply)
keepDrafts(page)
const others = follow(page, renewPage)
onOpened(() => others.tell())

async function act(form, button) {
  const entry = form.closest("li.entry")
  const after = entry ? idsAfter(entry) : []
  const answer = await send(form, button)
  if (!answer) return
  forget(form)
  others.seen()
  if (form.closest("#mark-claim")) {
    form.reset()
    byId("mark-claim").open = false
    openEntry(byId(answer.entry))
    announce(answer.said)
    return
  }
  const next = following(after)
  if (next) openEntry(next)
  else finished()
  announce(next ? answer.said : `${answer.said} ${byId("todo-title").textContent}.`)
}

function finished() {
  const entry = current()
  if (entry) entry.firstElementChild.open = false
  byId("decide").focus({ preventScroll: true })
  byId("decide").scrollIntoView({ block: "nearest" })
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-act]")) return
  event.preventDefault()
  act(event.target, event.submitter)
})

// An error is about what was sent, not about what is typed since.
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => target.form?.matches("form[data-act]") && withdrawComplaints(target.form, { edited: true }))
}

// Opened by hand: the passage is shown, others are told.
document.addEventListener("click", (event) => {
  const summary = event.target.closest("li.entry > details > summary")
  if (summary && !summary.parentElement.open) {
    event.preventDefault()
    openEntry(summary.closest("li.entry"), { scroll: false })
    return
  }
  const link = event.target.closest("a")
  if (link?.matches(".beside")) {
    event.preventDefault()
    openBeside(link.href)
  } else if (link?.matches("[data-show]")) {
    const entry = link.closest("li.entry")
    showPassage(entry, { scroll: isWide() })
    if (isWide()) event.preventDefault()
  } else if (link?.matches("[data-goto], [data-entry]")) {
    const entry = byId(link.dataset.goto ?? link.dataset.entry)
    if (!entry?.matches("li.entry")) return
    event.preventDefault()
    openEntry(entry)
  } else if (!link && window.getSelection().isCollapsed) {
    const names = event.target.closest("[data-marks]")?.dataset.marks.split(" ") ?? []
    const entry = byId(names.find((name) => name.startsWith("claim-")) ?? names[0])
    if (entry) openEntry(entry)
  }
})

function formOf(entry) {
  return entry?.querySelector("form[data-check]") ?? null
}

// Why a key did nothing: for the eye until the next key or click, and for the ear. False: it had no effect.
function without(words) {
  const said = byId("said")
  said.textContent = words
  said.hidden = false
  announce(words)
  return false
}

const nothing = () => without(current() ? "This cannot be checked by you here." : "Nothing is open. Press n for what comes first.")

for (const kind of ["keydown", "pointerdown"]) window.addEventListener(kind, () => (byId("said").hidden = true), true)

// Findings and claims whose passage is gone have no verdict but a reason: the focus goes there, and a sentence says why.
function toReason(reason) {
  const hint = reason.form.querySelector("[data-hint]")
  if (hint) {
    hint.hidden = false
    announce(hint.textContent)
  }
  reason.focus()
}

function verdict(name) {
  const entry = current()
  const form = formOf(entry)
  const button = form?.querySelector(`[data-verdict="${name}"]`) ?? form?.querySelector('[data-verdict="disputed"]')
  if (!button) {
    const reason = entry?.querySelector("[data-reason]")
    if (reason) return toReason(reason)
    return entry?.dataset.kind === "finding" ? without("A finding is let pass or mended, not verified.") : nothing()
  }
  const note = form.querySelector("[data-note]")
  const image = button.name === "decision"
  const shown = [note, form.elements.evidence_url].some((field) => field.value.trim()) || form.elements.evidence_file.files.length
  const doubted = "inDoubt" in form.dataset && !note.value.trim()
  if ((button.value === "verified" && !doubted) || (image && button.value === "cleared" && shown)) return act(form, button)
  arm(form, button, image ? "Say what shows it" : (ARMED[button.value] ?? "Say what settled the doubt"))
  note.focus()
}

// Chosen, and waiting for its note.
function arm(form, button, words) {
  form.dataset.armed = button.value
  for (const other of form.querySelectorAll("[data-verdict]")) other.classList.toggle("armed", other === button)
  const hint = form.querySelector("[data-hint]")
  hint.hidden = false
  hint.textContent = `${words}. Ctrl + Enter records “${button.firstChild.textContent.trim()}”.`
  announce(hint.textContent)
}

const marking = page.may_check && new Marking({
  async mark(field, { exact, prefix, suffix }) {
    const form = byId("mark-claim").querySelector("form")
    form.elements.field.value = field
    form.elements.exact.value = exact
    form.elements.prefix.value = prefix
    form.elements.suffix.value = suffix
    byId("mark-claim").open = true
    await act(form, null)
  },
})

function step(direction) {
  const entry = neighbor(direction)
  if (entry) openEntry(entry)
  else finished()
  if (!entry) announce(byId("todo-title").textContent)
}

listen({
  next: () => step(1),
  previous: () => step(-1),
  verdict,
  evidence: () => (formOf(current()) ? formOf(current()).querySelector("[data-evidence]").focus() : nothing()),
  beside() {
    const address = current() && addressOf(current())
    if (address) openBeside(address)
    else return without("Nothing is linked here.")
  },
  mark: () => (marking ? marking.begin(current()) : nothing()),
  pass() {
    const reason = current()?.querySelector("[data-reason]")
    return reason ? reason.focus() : without("Only a finding can be let pass.")
  },
  giveBack() {
    const reason = byId("reason-return")
    return reason ? reason.focus() : without("You cannot return this article now.")
  },
  escape(event) {
    if (event.target.closest("dialog")) return
    const entry = event.target.closest("li.entry") ?? current() ?? allEntries()[0]
    if (entry) summaryOf(entry).focus()
  },
  // In the fields of a check Enter records what is armed, else that it is verified; in the note with Ctrl. An article is
  // never moved from a field: that takes the button.
  enter(event, field) {
    const form = field.form
    if (!form?.matches("form[data-act], form[data-move]") || field.matches("select")) return
    if (field.matches("textarea") && !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (form.dataset.move) {
      const hint = form.querySelector("[data-hint]")
      hint.hidden = false
      announce(hint.textContent)
      return
    }
    const armed = form.dataset.armed
    const button = [...form.querySelectorAll("[data-verdict]")].find(({ value }) => value === armed) ?? form.querySelector("button")
    if (form.reportValidity()) act(form, button)
  },
})

byId("go-next").addEventListener("click", () => step(1))
byId("go-previous").addEventListener("click", () => step(-1))
byId("go-mark")?.addEventListener("click", () => marking.begin(current()))

// Where the page was left, or where a link leads.
const opened = current() ?? document.getElementById(location.hash.slice(1))?.closest("li.entry")
if (opened) openEntry(opened, { focus: true })
document.body.classList.add("with-script")

// The editor's page: reads what the server sent, builds the parts, and starts saving.
import { announce, byId, closeButtons, el } from "./dom.js"
import { measureBar } from "./bar.js"
import { Conflicts } from "./conflicts.js"
import { Excerpts } from "./excerpts.js"
import { Fields } from "./fields.js"
import { Images } from "./images.js"
import { Journal, SetAside } from "./journal.js"
import { Languages } from "./languages.js"
import { Manuscript } from "./manuscript.js"
import { marked } from "./marked.js"
import { startMissing } from "./missing.js"
import { News } from "./news.js"
import { Notes } from "./notes.js"
import { Preview } from "./preview.js"
import { startProofs } from "./proof.js"
import { Recovery } from "./recovery.js"
import { startRemarks } from "./remarks.js"
import { Saver } from "./saving.js"
import { Toolbar } from "./toolbar.js"

const data = JSON.parse(byId("page-data").textContent)
const owner = { user: data.user.id, article: data.article }
const manuscript = new Manuscript(data.content)
const languages = new Languages(data.languages, data.rightToLeft)
const journal = new Journal({ ...owner, title: () => manuscript.article.values.title ?? "" })
const saver = new Saver({ manuscript, journal, data })
const notes = new Notes({ manuscript, fields: null })
const toolbar = new Toolbar({ notes, languages })
const fields = new Fields(manuscript, toolbar)
notes.fields = fields

byId("languages").append(...[...new Set(Object.values(data.languages))].map((name) => el("option", { value: name })))
closeButtons()
measureBar()
const commentary = startFront()
const excerpts = new Excerpts({ manuscript, fields, languages, data })
const images = new Images({ manuscript, fields, saver, data })
notes.start(commentary.rich)

// What others saved since this page was opened: new parts appear, fields that nobody touched here follow.
const news = new News({ manuscript, saver, url: data.urls.save_article, drop: dropQuietly, applied: () => {
  byId("issue").value = String(manuscript.issue ?? "")
  layOut()
  images.follow()
} })
const refresh = () => news.fetch()

function layOut() {
  excerpts.cards.layOut()
  images.cards.layOut()
  notes.refresh()
}

function letGo(item) {
  if (item.kind === "footnote") {
    manuscript.makeNew(item)
    notes.remove(item.key)
  } else (item.kind === "excerpt" ? excerpts : images).cards.drop(item.key)
}

// Removed elsewhere and not touched here. What has the focus stays until the next look.
function dropQuietly(item) {
  if (item.kind === "footnote") return notes.drop(item)
  const { cards } = item.kind === "excerpt" ? excerpts : images
  if (!cards.shown.get(item.key)?.contains(document.activeElement)) cards.drop(item.key)
}

saver.marked = () => marked({ manuscript, fields })
new Conflicts({
  manuscript, fields, me: data.user.name, aside: new SetAside(owner), refresh, letGo, putBack: (item) => manuscript.makeNew(item),
})
// The server put somebody's other paragraphs together with ours: show them, and the notes they refer to.
manuscript.addEventListener("merged", async () => {
  await refresh()
  announce("Changes made elsewhere are in the text now.")
})
manuscript.addEventListener("returned", ({ detail: { item, who } }) => {
  if (item.kind !== "footnote") (item.kind === "excerpt" ? excerpts : images).cards.renew(item.key)
  layOut()
  byId("notices").append(
    el("p", { class: "note warn" }, `${who} changed this ${item.kind === "footnote" ? "note" : item.kind} after you saw it, so it was not removed: it is back with what they wrote.`),
  )
})
manuscript.addEventListener("refused", ({ detail: { field, message } }) => {
  if (field) return
  byId("refused-notice")?.remove()
  byId("notices").append(el("p", { class: "note bad", id: "refused-notice", role: "alert" }, `Not saved: ${message}`))
})
manuscript.addEventListener("accepted", ({ detail }) => {
  if (detail.refused && !detail.refused.some(({ field }) => !field)) byId("refused-notice")?.remove()
})
window.addEventListener("beforeunload", (event) => {
  // The browser keeps what is typed; where it cannot, it asks before the page goes.
  if (saver.stored === false && manuscript.isDirty()) event.preventDefault()
})
new Preview({ saver, urls: data.urls })
startProofs({ saver, urls: data.urls })
startMissing({ manuscript, fields, missing: data.missing })
startRemarks({ manuscript, saver })
startLeaving()
const recovery = new Recovery({ manuscript, fields, journal, refresh, applied: layOut })
recovery.offer()
// “Back” may show the page as it was left: what was saved since comes in, and what was not is offered as on a new page.
window.addEventListener("pageshow", async (event) => {
  if (!event.persisted) return
  await refresh()
  recovery.offer()
})
startBlank()
document.documentElement.dataset.ready = "true"

// On a blank page one begins with the title.
function startBlank() {
  const { title, dek, commentary: text } = manuscript.article.values
  const blank = !title && !dek && !text && !manuscript.order.excerpts.length && !manuscript.order.images.length
  if (blank && !location.hash && document.activeElement === document.body) fields.find(manuscript.article, "title").focus()
}

function startFront() {
  const main = document.querySelector(".manuscript")
  const front = (name) => main.querySelector(`.sheet [data-field=${name}]`)
  for (const name of ["section", "title", "dek", "authors", "pull_quote"]) fields.bind(front(name), manuscript.article)
  fields.find(manuscript.article, "title").control.addEventListener("input", ({ target }) => {
    const title = target.value.trim() || "Untitled article"
    byId("back-to-article").textContent = title
    document.title = `Edit “${title}” – oewatch`
  })
  startIssue(front("issue"))
  const entry = fields.bindRich(front("commentary"), manuscript.article, {
    extensions: [notes.extension], onNote: notes.keep, people: data.urls.people,
  })
  entry.rich.mount()
  startCount(entry.rich)
  return entry
}

// The issue is a place and no text: chosen, not typed.
function startIssue(box) {
  const control = box.querySelector("select")
  const error = box.querySelector(".error")
  control.id = "issue"
  error.id = "issue-error"
  box.querySelector("label").htmlFor = "issue"
  control.setAttribute("aria-describedby", byId("issue-help") ? "issue-help issue-error" : "issue-error")
  control.value = String(manuscript.issue ?? "")
  control.addEventListener("change", () => {
    error.hidden = true
    manuscript.issue = control.value ? Number(control.value) : null
    manuscript.changed()
  })
  manuscript.addEventListener("refused", ({ detail }) => {
    if (detail.field !== "issue") return
    error.textContent = detail.message
    error.hidden = false
  })
}

// Words are counted when the hand rests, not at every keystroke; as the server counts them before submitting: what white
// space parts, so that “4.2” is one.
function startCount(rich) {
  let timer = 0
  const count = () => {
    timer = 0
    const { doc } = rich.editor.state
    const parted = ({ type }) => (type.name === "hardBreak" ? "\n" : "")
    const words = doc.textBetween(0, doc.content.size, "\n", parted).match(/\S+/gu)?.length ?? 0
    byId("word-count").textContent = `${words.toLocaleString("en-US")} ${words === 1 ? "word" : "words"}`
  }
  rich.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(count, 800)
  })
  count()
}

// Submit and the way back go there after everything is saved; if it cannot be, the state says why and the text is kept.
function startLeaving() {
  for (const link of [byId("submit-link"), byId("back-to-article"), byId("back-to-desk")]) {
    link?.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      const saved = (await saver.saveNow()) && !manuscript.request({ all: true })
      if (saved || link.id !== "submit-link") location.assign(link.href)
      else sayWhyNot()
    })
  }
  const sayWhyNot = () => {
    byId("unsent-notice")?.remove()
    byId("notices").append(el("p", { class: "note bad", id: "unsent-notice", role: "alert" },
      "Not everything is saved yet. Look for what is marked in red, or wait for the connection; then press “Submit…” again."))
    byId("notices").scrollIntoView({ block: "center" })
  }
  manuscript.addEventListener("accepted", () => byId("unsent-notice")?.remove())
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault()
      saver.saveNow()
    }
  })
}

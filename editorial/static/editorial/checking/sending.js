// Sends a form of the page to where it would go anyway, and takes the answer in. Nothing typed is lost: the form keeps it
// until the server has taken it.
import { announce, el } from "../workspace/editor/dom.js"

const TIMEOUT = 60_000 // milliseconds; evidence files are large
let page = null
let takeIn = () => {}

export function prepareSending(data, apply) {
  page = data
  takeIn = apply
}

// Resolves to the answer when the act was taken, else to null: then the form says why.
export async function send(form, button) {
  if (form.dataset.sending) return null
  form.dataset.sending = "yes"
  form.setAttribute("aria-busy", "true")
  withdrawComplaints(form)
  try {
    return await attempt(form, button, { again: true })
  } catch {
    complain(form, ["Not recorded: the server does not answer. Nothing you typed is lost; try again in a moment."])
    return null
  } finally {
    delete form.dataset.sending
    form.removeAttribute("aria-busy")
  }
}

async function attempt(form, button, { again }) {
  const body = new FormData(form)
  if (button?.name) body.set(button.name, button.value)
  if (page.csrf) body.set("csrfmiddlewaretoken", page.csrf)
  const response = await fetch(form.action, {
    method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(TIMEOUT),
  })
  const json = (response.headers.get("Content-Type") ?? "").includes("json")
  const answer = json ? await response.json() : {}
  if (response.ok) {
    form.reset() // it is recorded: nothing of it has to be carried over
    takeIn(answer)
    return answer
  }
  if (answer.error === "stale_page" && again) return (await renewToken(form)) ? attempt(form, button, { again: false }) : null
  if (answer.todo) {
    takeIn(answer)
    complain(standing(form), answer.reasons, answer.changes, answer.field)
  } else complain(form, wordsFor(response.status, answer))
  return null
}

// Taking the answer in may have put a newer form in the place of this one.
function standing(form) {
  if (form.isConnected) return form
  const field = [...form.elements].find(({ id }) => id && document.getElementById(id))
  return field ? document.getElementById(field.id).form : null
}

// Who is signed in now? Another person's name must not come below what this one typed.
async function renewToken(form) {
  const response = await fetch(page.urls.session, { headers: { Accept: "application/json" }, cache: "no-store" })
  if (!response.ok) {
    complain(form, wordsFor(response.status, {}))
    return false
  }
  const { user, name, csrf } = await response.json()
  if (user !== page.user) {
    complain(form, [`${name} is signed in in this browser now. Sign in as ${page.name} to record this.`])
    return false
  }
  page.csrf = csrf
  return true
}

function wordsFor(status, answer) {
  if (status === 401) {
    const link = el("a", { href: page.urls.sign_in, target: "_blank", rel: "noopener" }, "Sign in again in another tab")
    return [["You are signed out. ", link, ", then record this once more. Nothing you typed is lost."]]
  }
  if (status === 404) return ["This article is not open to you any more, or what you checked is gone. Reload the page."]
  if (status === 413) return ["The file is too large: 25 MB is the most."]
  return [answer.message ?? "Not recorded: the server could not take it. Nothing you typed is lost; try again."]
}

// What was said of a form, or of another one of its entry, is over when somebody does something about it.
export function withdrawComplaints(form, { edited = false } = {}) {
  const around = form.closest("li.entry") ?? form
  for (const box of around.querySelectorAll(".form-error")) {
    // What changed meanwhile is still so while somebody writes about it.
    const stays = edited && box.querySelector(".difference")
    if (!stays) box.replaceChildren()
  }
  for (const field of around.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid")
}

// `field` is the name of the field that the reasons are about.
export function complain(form, reasons, changes = "", field = "") {
  const box = form?.querySelector(".form-error")
  if (!box) {
    announce(reasons.join(" "))
    return
  }
  // A reason is words, or words and links.
  box.replaceChildren(...reasons.map((reason) => el("p", {}, ...[reason].flat())))
  if (changes) {
    const difference = el("div", { class: "void" }, el("p", { class: "difference-label" }, "What changed:"))
    difference.insertAdjacentHTML("beforeend", changes)
    box.append(difference)
  }
  box.scrollIntoView({ block: "nearest" })
  const about = field && form.elements[field]
  if (!about) return
  about.setAttribute("aria-invalid", "true")
  for (let fold = about.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
  about.focus()
}

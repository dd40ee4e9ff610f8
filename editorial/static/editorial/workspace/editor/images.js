// Images: dropped or chosen, uploaded with progress and tried again, with their words and their rights.
import { announce, byId, el, newKey } from "./dom.js"
import { Cards } from "./cards.js"
import { LicensePicker } from "./license.js"

const TAKEN = /^image\/(png|jpeg|webp)$/
const MOST = 40_000_000

const named = (file) => (file.name ? `“${file.name}”: ` : "")

function whatIsWrong(file) {
  if (file.type && !TAKEN.test(file.type)) return "This is not a PNG, JPEG or WebP picture."
  if (!file.size) return "The file is empty."
  return file.size > MOST ? "The file is larger than 40 MB. Save it smaller." : ""
}

export class Images {
  constructor({ manuscript, fields, saver, data }) {
    Object.assign(this, { manuscript, fields, saver, data })
    this.uploads = new Map() // key to {file, tries}: pictures that are not on the server yet
    this.cards = new Cards({
      manuscript, fields, kind: "image", word: "Image", list: "image-list", template: "image-template",
      fill: (card, item) => this.#fill(card, item),
    })
    this.cards.onRemove = (item) => this.#keepPicture(item)
    this.cards.onPutBack = (item) => this.#restorePicture(item)
    byId("add-image").addEventListener("change", (event) => {
      this.addFiles([...event.target.files])
      event.target.value = ""
    })
    this.#dropping()
    window.addEventListener("beforeunload", (event) => this.uploads.size && event.preventDefault())
    window.addEventListener("online", () => this.retry())
    manuscript.addEventListener("accepted", () => this.retry())
  }

  #fill(card, item) {
    this.fields.bindAll(card, item)
    const part = card.querySelector(".picture")
    const file = part.querySelector("input[type=file]")
    const button = part.querySelector("[data-act=replace]")
    button.id = `image-${item.key}-file`
    part.querySelector(".error").id = `${button.id}-error`
    button.setAttribute("aria-describedby", `${button.id}-error`)
    button.addEventListener("click", () => file.click())
    file.addEventListener("change", () => {
      if (file.files[0]) this.upload(item, file.files[0])
      file.value = ""
    })
    this.showPicture(card, item)
    new LicensePicker({ card, item, fields: this.fields, manuscript: this.manuscript, url: this.data.urls.license })
  }

  showPicture(card, item, local = null) {
    const picture = card.querySelector("img")
    const source = local ?? item.picture?.url
    picture.hidden = !source
    card.querySelector("[data-empty]").hidden = Boolean(source)
    if (source) picture.src = source
    card.querySelector("[data-act=replace]").textContent = source ? "Replace the picture" : "Upload a picture"
  }

  // Pictures that were replaced elsewhere.
  follow() {
    for (const [key, card] of this.cards.shown) {
      const item = this.manuscript.get("image", key)
      if (item && !this.uploads.has(key)) this.showPicture(card, item)
    }
  }

  #dropping() {
    const over = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files")
    document.addEventListener("dragover", (event) => {
      if (!over(event)) return
      event.preventDefault()
      document.body.classList.add("dropping")
    })
    document.addEventListener("dragleave", (event) => !event.relatedTarget && document.body.classList.remove("dropping"))
    document.addEventListener("drop", (event) => {
      document.body.classList.remove("dropping")
      if (!over(event)) return
      event.preventDefault()
      const card = event.target.closest?.(".card.image")
      const files = [...event.dataTransfer.files]
      if (card) this.upload(this.manuscript.get("image", card.id.slice("image-".length)), files[0])
      else this.addFiles(files)
    })
  }

  addFiles(files) {
    byId("refused-pictures").replaceChildren()
    const taken = files.filter((file) => {
      const wrong = whatIsWrong(file)
      if (wrong) this.#refuseNew(file, wrong)
      return !wrong
    })
    for (const file of taken) {
      const key = newKey()
      const item = this.manuscript.add("image", key, { caption: "" })
      item.waiting = true
      const card = this.cards.add(key)
      this.upload(item, file)
      card.scrollIntoView({ block: "nearest" })
      if (file === taken.at(-1)) this.fields.goTo(`image:${key}:alt_text`)
    }
  }

  upload(item, file) {
    const wrong = whatIsWrong(file)
    if (wrong) return this.#refuse(item, file, wrong)
    this.#error(item, "")
    this.#showAtOnce(item, file)
    const upload = { file, item, tries: 0 }
    this.uploads.set(item.key, upload)
    this.#send(upload)
  }

  // Before it is on the server. As a data: address, the only one that the page's policy takes.
  #showAtOnce(item, file) {
    const reader = new FileReader()
    reader.onload = () => this.uploads.get(item.key)?.file === file && this.showPicture(this.#card(item), item, reader.result)
    reader.readAsDataURL(file)
  }

  #card(item) {
    return this.cards.shown.get(item.key)
  }

  // The page asks before it is left as long as a picture is on its way; one that cannot get through is tried again.
  retry() {
    for (const upload of this.uploads.values()) if (!upload.request) this.#send(upload)
  }

  #send(upload) {
    const { item, file } = upload
    clearTimeout(upload.timer)
    const form = new FormData()
    form.append("file", file)
    form.append("key", item.key)
    form.append("before", item.picture?.url.split("?")[1] ?? "") // which picture this page shows: somebody may have put another
    const request = (upload.request = new XMLHttpRequest())
    const bar = this.#card(item).querySelector("progress")
    bar.hidden = false
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total
    }
    request.onloadend = () => {
      upload.request = null
      bar.hidden = true
      if (this.uploads.get(item.key) === upload) this.#answered(upload, request)
    }
    request.open("POST", this.data.urls.upload_image)
    request.setRequestHeader("X-CSRFToken", this.saver.csrf)
    request.setRequestHeader("X-Writer", String(this.data.user.id))
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.send(form)
  }

  #answered(upload, request) {
    const { item } = upload
    if (request.status === 200) {
      this.uploads.delete(item.key)
      item.picture = request.response.picture
      item.version = request.response.version
      item.waiting = false
      this.#error(item, "")
      this.showPicture(this.#card(item), item)
      announce("Picture uploaded.")
      this.manuscript.dispatchEvent(new CustomEvent("accepted", { detail: { picture: true } }))
      this.manuscript.changed()
    } else if (request.status === 422 || request.status === 400 || request.status === 413) {
      this.uploads.delete(item.key)
      this.#refuse(item, upload.file, request.response?.error ?? "The server did not take this file. Save it smaller.")
    } else {
      upload.tries += 1
      this.#error(item, "Not uploaded yet, trying again. Keep this page open.")
      if ([401, 403, 409].includes(request.status)) this.saver.checkSession()
      upload.timer = setTimeout(() => this.uploads.get(item.key) === upload && !upload.request && this.#send(upload),
        Math.min(30_000, 1_000 * 2 ** upload.tries))
    }
  }

  // A new picture that is refused leaves no card, unless somebody wrote on it already; what was there before stays.
  #refuse(item, file, words) {
    const isNew = item.waiting && item.version === null
    if (isNew && !Object.values(item.values).some((value) => value && value.length)) {
      const hadFocus = this.#card(item).contains(document.activeElement)
      this.cards.drop(item.key)
      this.manuscript.changed()
      this.#refuseNew(file, words)
      if (hadFocus) byId("add-image").focus()
      return
    }
    this.showPicture(this.#card(item), item)
    if (item.waiting) {
      item.waiting = false // its words are kept although the file was no picture
      this.manuscript.changed()
    }
    this.#error(item, `${named(file)}${words}`)
  }

  #refuseNew(file, words) {
    byId("refused-pictures").append(el("p", { class: "error" }, `${named(file)}${words}`))
  }

  #error(item, words) {
    const error = this.#card(item).querySelector(".picture .error")
    error.textContent = words
    error.hidden = !words
    if (words) announce(words)
  }

  // So that a removal can be undone after it was saved: the file is gone from the article then.
  async #keepPicture(item) {
    this.uploads.delete(item.key)
    if (!item.picture) return
    item.kept = fetch(item.picture.url).then((response) => (response.ok ? response.blob() : null), () => null)
    await item.kept
  }

  async #restorePicture(item) {
    if (!item.kept) return
    if (item.version === null) item.waiting = true
    const blob = await item.kept
    if (item.version === null && blob) this.upload(item, blob)
    else item.waiting = false
    this.manuscript.changed()
  }
}

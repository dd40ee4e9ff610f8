// Typing that is not saved: leaving the page, or pressing one of its other buttons, asks first.
const form = document.querySelector("#issue_form")

if (form) {
  let dirty = false
  const mark = (event) => {
    // Editors fill their hidden fields while the page loads; only what a person does counts.
    if (event.isTrusted) dirty = true
  }
  form.addEventListener("input", mark)
  form.addEventListener("change", mark)
  form.addEventListener("submit", () => {
    dirty = false
  })
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault()
  })
  document.querySelectorAll("form").forEach((other) => {
    if (other === form) return
    other.addEventListener("submit", (event) => {
      if (!dirty) return
      if (window.confirm("You have changes in the form below that are not saved. Go on without them?")) dirty = false
      else event.preventDefault()
    })
  })
}

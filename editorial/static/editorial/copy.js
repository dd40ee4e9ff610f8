// A button that copies what a field shows. Without leave to use the clipboard the text is selected: Ctrl+C does the rest.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies)
  const said = document.querySelector("[data-copied]")
  field.addEventListener("focus", () => field.select())
  button.hidden = false
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value)
      said.textContent = "Copied."
    } catch {
      field.focus()
      field.select()
      said.textContent = "The address is selected: press Ctrl+C, or ⌘C on a Mac."
    }
  })
}

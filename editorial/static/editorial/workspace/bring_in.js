// The form for a Word file: it can be dropped, its name and size are shown, one that is too large is told at once.
const drop = document.querySelector("[data-drop]")

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`
}

if (drop) {
  const input = drop.querySelector("input[type=file]")
  const chosen = drop.querySelector("[data-chosen]")
  const most = Number(drop.dataset.max)

  const show = () => {
    const file = input.files[0]
    if (!file) chosen.textContent = ""
    else if (file.size > most) chosen.textContent = `${file.name} is too large: ${size(file.size)}. In Word, compress its pictures first.`
    else if (/\.docx$/i.test(file.name)) chosen.textContent = `${file.name}, ${size(file.size)}`
    else chosen.textContent = `${file.name} does not look like a Word document (.docx).`
  }

  drop.querySelector("[data-invite]").hidden = false
  input.addEventListener("change", show)
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault()
      drop.classList.add("over")
    })
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"))
  drop.addEventListener("drop", (event) => {
    event.preventDefault()
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files
      show()
      input.focus()
    }
  })
  // A file that misses the field must not open in place of the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault())
  show()
}

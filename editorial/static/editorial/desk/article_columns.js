// The page of an article at the desk in one column: the text stands between what one does with it and what is said about
// it, for the eye (article.css) and here for the keyboard and for whoever listens.

const narrow = matchMedia("(max-width: 63.99rem)")
const rail = document.querySelector(".desk-rail")
const more = document.querySelector(".desk-rail-more")
const paper = document.querySelector(".desk-paper")

function place() {
  const held = document.activeElement
  if (narrow.matches) more.before(paper)
  else rail.after(paper)
  if (held && paper.contains(held)) held.focus({ preventScroll: true })
}

if (rail && more && paper) {
  place()
  narrow.addEventListener("change", place)
}

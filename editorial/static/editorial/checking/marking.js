// Marking a claim in the article’s own text.
import { Marking as PassageMarking } from "../marking.js"
import { byId } from "../workspace/editor/dom.js"

export class Marking extends PassageMarking {
  constructor({ mark }) {
    super({
      selector: ".manuscript [data-field]",
      bar: byId("marking"),
      quote: byId("marking-words"),
      help: byId("marking-help"),
      cancel: byId("marking-cancel"),
      takers: [byId("marking-do")],
      says: { begin: "Marking a claim.", keys: "Enter marks, Escape ends.", ended: "Nothing was marked." },
      take: (paragraph, passage) => mark(paragraph.dataset.field, passage),
    })
  }

  // Steps begin at the entry's passage.
  begin(entry) {
    return super.begin(document.querySelector(`[data-field] [data-marks~="${CSS.escape(entry?.id ?? "")}"]`))
  }
}

// Driven by test_editor_notes.py: does operations to the real editor of the page and says what is wrong after each.
// The editor is the one on the page, its commands and clipboard those of the browser; only the keys are not pressed.
(() => {
  const roman = (number) => {
    const digits = [[100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]]
    let out = ""
    for (const [value, letters] of digits) while (number >= value) { out += letters; number -= value }
    return out
  }
  const FOREIGN = [
    "<h1>From the web</h1><ul><li class='x'>one</li><li><b>two</b></li></ul>",
    "<p>Known<sup data-footnote='stranger'></sup> and bad<sup data-footnote='a b!'></sup></p>",
    "<p>Twice<sup data-footnote='twin'></sup><sup data-footnote='twin'></sup></p>",
    "<p class=MsoNormal>Word<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a> text</p>" +
      "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>" +
      "<a style='mso-footnote-id:ftn1' href='#_ftnref1' name='_ftn1'>[1]</a> From Word.</p></div></div>",
    "<table><tr><td>cell</td><td>cell</td></tr></table>",
    "",
  ]
  const editor = () => document.getElementById("commentary").editor
  const view = () => editor().view
  const size = () => editor().state.doc.content.size
  const clipboard = []

  const select = (first, second) => {
    const from = Math.round((first % 1000) / 1000 * size())
    const to = second === undefined ? from : Math.round((second % 1000) / 1000 * size())
    editor().commands.setTextSelection({ from: Math.min(from, to), to: Math.max(from, to) })
  }
  const copied = () => {
    const { dom } = view().serializeForClipboard(view().state.selection.content())
    if (dom.textContent || dom.querySelector("sup")) clipboard.push(dom.innerHTML)
  }
  const press = (selector, number) => {
    const found = document.querySelectorAll(selector)
    if (found.length) found[number % found.length].click()
  }

  const DO = {
    type: (a, b) => { select(a); view().dispatch(view().state.tr.insertText(["word ", "x", "two words. "][b % 3])) },
    note: (a, b) => { select(a, b % 3 ? undefined : b); document.querySelector(".tool-note").click() },
    remove: (a, b) => { select(a, b); view().dispatch(view().state.tr.deleteSelection()) },
    split: (a) => { select(a); editor().commands.splitBlock() },
    join: (a) => { select(a); editor().commands.joinBackward() },
    bold: (a, b) => { select(a, b); editor().commands.toggleBold() },
    copy: (a, b) => { select(a, b); copied() },
    cut: (a, b) => { select(a, b); copied(); view().dispatch(view().state.tr.deleteSelection().setMeta("uiEvent", "cut")) },
    paste: (a, b) => { select(a, b % 2 ? undefined : b); if (clipboard.length) view().pasteHTML(clipboard[b % clipboard.length]) },
    foreign: (a, b) => { select(a); view().pasteHTML(FOREIGN[b % FOREIGN.length]) },
    plain: (a, b) => { select(a, b); view().pasteText("plain [ii] text\n\nnext") },
    drag: (a, b) => {
      select(a, b)
      const slice = view().state.selection.content()
      const change = view().state.tr
      const target = Math.round(((a * 7 + b) % 1000) / 1000 * size())
      change.deleteSelection()
      change.replaceRange(change.mapping.map(target), change.mapping.map(target), slice)
      view().dispatch(change.setMeta("uiEvent", "drop"))
    },
    undo: (a) => { for (let n = 0; n <= a % 4; n++) editor().commands.undo() },
    redo: (a) => { for (let n = 0; n <= a % 4; n++) editor().commands.redo() },
    drop: (a) => press("#note-list [data-act=remove], #loose-list [data-act=remove]", a),
    put: (a, b) => { select(b); press("#loose-list [data-act=put]", a) },
    write: (a) => {
      const areas = document.querySelectorAll("#note-list .editable, #loose-list .editable")
      if (!areas.length) return
      const { id } = areas[a % areas.length]
      areas[a % areas.length].focus()
      document.getElementById(id).editor.commands.insertContent(`text ${a} `)
    },
    copyNote: (a) => {
      const found = [...document.querySelectorAll("#commentary sup.reference")]
      if (!found.length) return
      const at = view().posAtDOM(found[a % found.length], 0)
      editor().commands.setTextSelection({ from: at, to: at + 1 })
      copied()
    },
    takeWhole: () => { editor().commands.selectAll(); copied(); view().dispatch(view().state.tr.deleteSelection()) },
  }

  const wrong = () => {
    const found = []
    editor().state.doc.descendants((node) => { if (node.type.name === "footnoteReference") found.push(node.attrs.key) })
    const shown = [...document.querySelectorAll("#commentary sup.reference")]
    const rows = [...document.querySelectorAll("#note-list > li")]
    const keyOf = (row) => row.querySelector(".editable").id.replace(/^footnote-(.*)-text$/, "$1")
    const loose = [...document.querySelectorAll("#loose-list > li")].map(keyOf)
    const numbers = found.map((_, index) => roman(index + 1))
    const equal = (name, first, second) => JSON.stringify(first) === JSON.stringify(second) ? [] : [`${name}: ${first} instead of ${second}`]
    return [
      ...equal("references twice", [...new Set(found)], found),
      ...equal("references shown", shown.map((sup) => sup.dataset.footnote), found),
      ...equal("numbers of references", shown.map((sup) => sup.textContent), numbers),
      ...equal("names of references", shown.map((sup) => sup.firstChild.getAttribute("aria-label")), numbers.map((n) => `Note ${n}`)),
      ...equal("notes", rows.map(keyOf), found),
      ...equal("numbers of notes", rows.map((row) => row.querySelector("[data-number]").textContent), numbers),
      ...equal("loose and referred to", loose.filter((key) => found.includes(key)), []),
      ...rows.filter((row) => row.querySelector(".unwritten").hidden === !row.querySelector(".editable").textContent.trim()).map((row) => `“no text yet” is wrong at ${keyOf(row)}`),
    ]
  }

  window.tryOperations = (operations) => {
    for (const [index, [name, a, b]] of operations.entries()) {
      DO[name](a, b)
      const problems = wrong()
      if (problems.length) return { after: operations.slice(0, index + 1), problems }
    }
    return { problems: [], keys: [...document.querySelectorAll("#commentary sup.reference")].map((sup) => sup.dataset.footnote) }
  }
  window.whatIsWrong = wrong
  window.startAnew = () => {
    clipboard.length = 0
    editor().commands.setContent("<p>One two three four five six.</p><p>Seven eight nine ten.</p>")
    for (let guard = 0; guard < 200; guard++) {
      const row = document.querySelector("#loose-list [data-act=remove], #note-list [data-act=remove]")
      if (!row) break
      row.click()
    }
    for (const place of [300, 600, 900]) DO.note(place, 1)
  }
  return Object.keys(DO)
})()

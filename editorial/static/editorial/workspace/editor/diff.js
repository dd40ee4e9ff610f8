// Two texts by words: [{text, side}], side "both", "old" or "new".

const words = (text) => text.match(/\s+|[^\s]+/g) ?? []
const MOST = 12_000_000 // cells of the table: above it the middle is shown as replaced

export function diffWords(before, after) {
  const [old, now] = [words(before), words(after)]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  const middle = compare(old.slice(start, old.length - end), now.slice(start, now.length - end))
  return join([
    ...old.slice(0, start).map((text) => ({ text, side: "both" })),
    ...middle,
    ...(end ? old.slice(-end).map((text) => ({ text, side: "both" })) : []),
  ])
}

function compare(old, now) {
  const all = (list, side) => list.map((text) => ({ text, side }))
  if (!old.length || !now.length || old.length * now.length > MOST) return [...all(old, "old"), ...all(now, "new")]
  const width = now.length + 1
  const longest = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      longest[i * width + j] = old[i] === now[j] ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1])
    }
  }
  const out = []
  let [i, j] = [0, 0]
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      out.push({ text: old[i], side: "both" })
      i++
      j++
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) out.push({ text: old[i++], side: "old" })
    else out.push({ text: now[j++], side: "new" })
  }
  return [...out, ...all(old.slice(i), "old"), ...all(now.slice(j), "new")]
}

function join(parts) {
  const out = []
  for (const part of parts) {
    if (out.at(-1)?.side === part.side) out.at(-1).text += part.text
    else out.push({ ...part })
  }
  return out
}

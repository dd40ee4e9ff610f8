// Who is on a page of an article: told and asked for while the page is seen, told once more when it is left.

export const ASK = 10_000
export const TELL = 15_000 // milliseconds

const seen = () => document.visibilityState === "visible"

// Run each of the functions every so many milliseconds while the page is seen, at once, and when somebody comes back to it.
export function whileSeen(functions, leave) {
  const all = functions.map(([run]) => () => seen() && run())
  functions.forEach(([, every], place) => setInterval(all[place], every))
  document.addEventListener("visibilitychange", () => all.forEach((run) => run()))
  window.addEventListener("pagehide", leave)
  all.forEach((run) => run())
}

// A form sent by a script; resolves to the answer, or to nothing without a connection. Leaving, nobody waits for one.
export function post(address, fields, { leaving = false } = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  if (leaving) return void navigator.sendBeacon(address, body)
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => undefined)
}

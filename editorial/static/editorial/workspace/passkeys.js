/* What went wrong with a passkey, in words on the page. The scripts of django-allauth only tell the console. */
const WORDS = {
  NotAllowedError: "Nothing happened with the passkey: it was cancelled, it took too long, or this device has none for this site.",
  InvalidStateError: "This device is among your passkeys already.",
  NotSupportedError: "This device cannot make a passkey of this kind.",
  SecurityError: "Passkeys need an https address, or “localhost” on one’s own machine.",
};

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-problem");
  if (!place) return;
  event.preventDefault();
  const kind = event.detail.exception?.name ?? "";
  place.textContent = WORDS[kind] ?? "The passkey could not be used. Try again, or use your password.";
  place.hidden = false;
});

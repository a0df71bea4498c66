// The printer button of papers: shown only where it works; Ctrl+P does the same without this file.
// A receipt just made («moi» in the address) asks for the printer by itself.

const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (new URLSearchParams(window.location.search).has("moi")) window.print();
}

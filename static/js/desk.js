// Keys that save a hand: Ctrl+K goes to the search box, Ctrl+Enter sends the form one is in.
// Every page works without this file; no single-letter keys (they clash with input methods and voice input).

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key.toLowerCase() === "k") {
    const box = document.getElementById("tim");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  } else if (event.key === "Enter") {
    const form = document.activeElement?.form;
    if (form && form.method === "post") {
      event.preventDefault();
      form.requestSubmit();
    }
  }
});

// What went wrong is read first: the error summary gets the focus, as GOV.UK's does.
document.querySelector("[data-focus-first]")?.focus();

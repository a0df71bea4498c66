// Keys of the page view: Ctrl+G next hit, Ctrl+Shift+G previous, PgUp and PgDn turn the page at the end of its picture.
// Each follows a link that stands on the page; without this file the links do the same.

const follow = (key) => {
  const link = document.querySelector(`[data-key="${key}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "g") {
    event.preventDefault(); // the browser's own search looks for text; the page is a picture
    follow(event.shiftKey ? "previous-hit" : "next-hit");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.key !== "PageDown" && event.key !== "PageUp") return;
  const frame = document.getElementById("khung");
  if (!frame || !(frame === document.activeElement || document.activeElement === document.body)) return;
  const down = event.key === "PageDown";
  const atEnd = down ? frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 2 : frame.scrollTop <= 1;
  if (atEnd) {
    if (follow(down ? "next-page" : "previous-page")) event.preventDefault();
  } else {
    event.preventDefault();
    frame.scrollBy({ top: (down ? 0.85 : -0.85) * frame.clientHeight });
  }
});

// The current hit into the middle of the frame; the page itself stays where it is, with the way on in view.
const frame = document.getElementById("khung");
const hit = frame?.querySelector(".at");
if (hit) {
  const middle = hit.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 2;
  frame.scrollBy({ top: middle });
  if (location.hash === "#cho") window.scrollTo({ top: 0 });
}

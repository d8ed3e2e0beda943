// What scrolls sideways inside its own box is reached by the keyboard as well, and only then.
const boxes = document.querySelectorAll(".table-wrapper, .highlight pre, .picture");
const reach = () => {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
reach();
addEventListener("resize", reach);
addEventListener("load", reach);

// Beside each find stands a passage of its page, which a browser fetches from a server and not from a folder.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// Buttons that copy: `data-copy` holds the text, `data-token` the role whose token is fetched first.
"use strict";

const FEEDBACK_MS = 1600;

async function textOf(button) {
  if (button.dataset.copy !== undefined) return button.dataset.copy;
  const answer = await fetch(`/_local/tokens/${button.dataset.token}`);
  if (!answer.ok) throw new Error("no token");
  return answer.text();
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(await textOf(button));
    button.textContent = "Copied";
    button.classList.add("done");
  } catch {
    button.textContent = "Not copied";
  }
  setTimeout(() => {
    button.textContent = label;
    button.classList.remove("done");
  }, FEEDBACK_MS);
}

for (const button of document.querySelectorAll("button[data-copy], button[data-token]")) {
  button.addEventListener("click", () => copy(button));
}

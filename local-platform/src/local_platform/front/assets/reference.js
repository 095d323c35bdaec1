// The API reference: shows the contract, and signs in with a demo person's token or a pasted one.
"use strict";

const SCHEME = "idToken";
const holder = document.querySelector("#reference");
const who = document.querySelector("#who");

const ui = SwaggerUIBundle({
  url: holder.dataset.contract,
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});

function plain(text) {
  return text.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
}

function isToken(text) {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

function signIn(token, name) {
  if (!isToken(token)) {
    who.textContent = "That is not an ID token. It begins with eyJ and has three parts with dots between them.";
    return;
  }
  ui.authActions.authorize({ [SCHEME]: { name: SCHEME, schema: { type: "http", scheme: "bearer" }, value: token } });
  who.textContent = `Signed in ${name}. Every request that you try now carries the token.`;
}

document.querySelector("[data-demo]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const person = document.querySelector("#person");
  const answer = await fetch(`/_local/tokens/${person.value}`);
  if (answer.ok) signIn(await answer.text(), `as: ${person.selectedOptions[0].text}`);
  else who.textContent = "There is no demo token here. Paste an ID token of yours.";
});

document.querySelector("[data-own]").addEventListener("submit", (event) => {
  event.preventDefault();
  signIn(plain(document.querySelector("#token").value), "with your token");
});

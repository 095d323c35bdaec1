// The page behind an invitation's link: shows what is offered, and takes the answer. All words reach the page as text.
"use strict";

const KEPT = "invitation-token";
const SIGN_IN = "invitation-sign-in";
const ROLES = {
  tenant_admin: ["administrator", "Administrators manage people, and everything that others may do."],
  tenant_operator: ["operator", "Operators create sites and run them."],
  tenant_viewer: ["viewer", "Viewers see everything, and change nothing."],
};
const WHEN = {
  ...{ weekday: "long", day: "numeric", month: "long", year: "numeric" },
  ...{ hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
};
const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const find = (id) => document.getElementById(id);
let invitation = null;

// The secret leaves the address bar, and so the history, at once; the tab keeps it, so that reloading works.
function takeToken() {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    sessionStorage.setItem(KEPT, found);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEPT);
}

async function ask(act, body, bearer) {
  const headers = { "Content-Type": "application/json" };
  if (act !== "lookup") headers["Idempotency-Key"] = `${act}-${key}`;
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  try {
    const answer = await fetch(`/v1.0/invitations/${act}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { ok: answer.ok, body: await answer.json() };
  } catch {
    return { ok: false, body: { title: "The platform does not answer", detail: "Look at your connection, then try again." } };
  }
}

function say(section, words) {
  for (const place of section.querySelectorAll("[data-say]")) {
    if (place.dataset.say in words) place.textContent = words[place.dataset.say] ?? "";
  }
}

function show(id, words) {
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== id;
  say(find(id), words);
  document.title = `${find(id).querySelector("h1").textContent} · Your invitation`;
  find(id).querySelector("h1").focus();
}

function offer(data) {
  invitation = data;
  const [role, means] = ROLES[data.role] ?? [data.role, ""];
  const until = new Date(data.expiresAt).toLocaleString("en-GB", WHEN);
  find("team").hidden = !data.teamName;
  find("message").hidden = !data.message;
  show("offer", { ...data, role, means, until });
  document.querySelector("time").dateTime = data.expiresAt;
}

// Whose token it is, as far as the browser can read it; the platform checks it for good.
function emailIn(bearer) {
  try {
    const bytes = Uint8Array.from(atob(bearer.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return String(JSON.parse(new TextDecoder().decode(bytes)).email ?? "").toLowerCase();
  } catch {
    return "";
  }
}

function bearer() {
  return find("bearer").value.trim().replace(/^Bearer\s+/i, "");
}

const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));
const home = () => `${location.origin}${location.pathname}`;

async function signInPages() {
  return (await (await fetch("/v1.0")).json()).data.signIn;
}

// The authorization code flow with PKCE (RFC 7636): the verifier stays in this tab, its hash goes to the sign-in page.
async function leaveToSignIn(where) {
  const pages = await signInPages();
  const kept = { state: random(), verifier: random() };
  sessionStorage.setItem(SIGN_IN, JSON.stringify(kept));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.verifier));
  location.assign(`${pages[where]}?${new URLSearchParams({
    ...{ response_type: "code", client_id: pages.clientId, redirect_uri: home(), scope: pages.scope, state: kept.state },
    ...{ code_challenge: encode(hash), code_challenge_method: "S256", login_hint: invitation.email },
  })}`);
}

// Back from the sign-in page: the code becomes an ID token, if this tab asked for it.
async function returnFromSignIn() {
  const asked = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(SIGN_IN) ?? "null");
  sessionStorage.removeItem(SIGN_IN);
  if (!asked.has("code")) return "";
  history.replaceState(null, "", location.pathname);
  if (!kept || asked.get("state") !== kept.state) return "";
  const pages = await signInPages();
  const body = new URLSearchParams({
    ...{ grant_type: "authorization_code", client_id: pages.clientId, redirect_uri: home() },
    ...{ code: asked.get("code"), code_verifier: kept.verifier },
  });
  const answer = await fetch(pages.tokenUrl, { method: "POST", body });
  return answer.ok ? (await answer.json()).id_token : "";
}

function tellWhose() {
  const email = emailIn(bearer());
  const wrong = Boolean(email) && email !== invitation.email;
  const words = wrong ? `You sign in as ${email}, but the invitation is for ${invitation.email}.` : `You sign in as ${email}.`;
  find("whose").textContent = email ? words : "";
  find("signed-out").hidden = Boolean(email) && !wrong;
  find("accept-now").hidden = !email || wrong;
  find("whose").classList.toggle("wrong", wrong);
}

async function answer(act, body, token) {
  const buttons = document.querySelectorAll("button");
  find("problem").textContent = "";
  buttons.forEach((button) => { button.disabled = true; });
  const got = await ask(act, body, token);
  buttons.forEach((button) => { button.disabled = false; });
  if (!got.ok) {
    find("problem").textContent = `${got.body.title}. ${got.body.detail}`;
    find("problem").focus();
    return;
  }
  sessionStorage.removeItem(KEPT);
  find("secret").hidden = true;
  find("next").hidden = act !== "accept";
  find("next").href = `/tenants/${encodeURIComponent(got.body.data.tenantId)}`;
  show("closed", ENDS[act](got.body.data));
}

const ENDS = {
  accept: (data) => ({
    title: `Welcome to ${data.organizationName}`,
    detail: `You are a member now, as ${(ROLES[data.role] ?? [data.role])[0]}${data.teamName ? `, in the team ${data.teamName}` : ""}.`,
    advice: "It may take a minute until every part of the platform knows.",
  }),
  decline: (data) => ({
    title: "You have declined",
    detail: `${data.invitedBy} gets a mail that you do not join ${data.organizationName}.`,
    advice: "If you change your mind, ask for a new invitation.",
  }),
};

async function begin() {
  const token = takeToken();
  if (!token) {
    show("closed", { title: "There is no invitation here", detail: "The link is not complete. Open it from the mail again.", advice: "" });
    return;
  }
  const [signedIn, got] = [await returnFromSignIn(), await ask("lookup", { token })];
  if (!got.ok) {
    show("closed", { title: got.body.title, detail: got.body.detail, advice: "" });
    return;
  }
  offer(got.body.data);
  find("bearer").value = signedIn;
  tellWhose();
  find("bearer").addEventListener("input", tellWhose);
  for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => leaveToSignIn(button.dataset.go));
  find("accept").addEventListener("submit", (event) => {
    event.preventDefault();
    answer("accept", { token }, bearer());
  });
  find("decline").addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = find("reason").value.trim();
    answer("decline", reason ? { token, reason } : { token });
  });
}

window.addEventListener("hashchange", () => location.hash && location.reload());
begin();

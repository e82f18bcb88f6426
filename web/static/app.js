// What pages do better where scripts run; without them everything works too.
"use strict";

// A draft of a hand-in stays on this device until it was handed in: a lost connection loses nothing.
const PREFIX = "huhang.draft.";
const KEEP_DAYS = 30;

function textFields(form) {
  return [...form.elements].filter((e) => e.name && !["hidden", "file", "submit", "password"].includes(e.type));
}

function saveDraft(form) {
  const kept = textFields(form).map((e) => [e.name, e.value, e.checked === true]);
  localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), kept }));
}

function restoreDraft(form) {
  const stored = localStorage.getItem(PREFIX + form.dataset.draft);
  if (!stored || form.querySelector("[aria-invalid]")) return;
  for (const [name, value, checked] of JSON.parse(stored).kept) {
    for (const field of textFields(form).filter((e) => e.name === name)) {
      if (["radio", "checkbox"].includes(field.type)) {
        if (field.value === value) field.checked = checked;
      } else {
        field.value = value;
      }
    }
  }
}

function forgetOldDrafts() {
  const oldest = Date.now() - KEEP_DAYS * 86400000;
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(PREFIX))) {
    if (JSON.parse(localStorage.getItem(key)).at < oldest) localStorage.removeItem(key);
  }
}

// Those of one task that was handed in; all of them when somebody signs out.
function forgetDrafts(beginning) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX + beginning)) localStorage.removeItem(key);
  }
}

// A double tap sends a form once. Coming back by the back button, it can be sent again.
function sendOnce(event) {
  const buttons = event.target.querySelectorAll("button");
  setTimeout(() => buttons.forEach((b) => { b.disabled = true; }), 0);
}

// The files that somebody chose, in our words.
function dress(picker) {
  const input = picker.querySelector("input");
  const face = picker.querySelector(".face");
  const chosen = face.querySelector(".chosen");
  const before = chosen.textContent;
  const tell = () => {
    const names = [...input.files].map((file) => file.name);
    chosen.textContent = names.length ? `已选 ${names.length} 个：${names.join("、")}` : before;
  };
  face.hidden = false;
  picker.classList.add("dressed");
  input.addEventListener("change", tell);
  tell();
}

document.querySelectorAll(".picker").forEach(dress);
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[disabled]").forEach((b) => { b.disabled = false; });
});

try {
  forgetOldDrafts();
  const done = document.querySelector("[data-handed-in]");
  if (done) forgetDrafts(done.dataset.handedIn + ".");
  if (document.querySelector("[data-forget-drafts]")) forgetDrafts("");
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restoreDraft(form);
    form.addEventListener("input", () => saveDraft(form));
  }
} catch (error) {
  // A browser that keeps nothing (private mode): pages work without drafts.
  console.info("no drafts here", error);
}

// One key each: j and k walk, y accepts, a digit returns with that phrase, x ticks.
"use strict";

const cards = [...document.querySelectorAll(".review")];

function at() {
  return cards.findIndex((card) => card.contains(document.activeElement));
}

function go(step) {
  const next = cards[Math.min(Math.max(at() + step, 0), cards.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function act(card, key) {
  if (key === "y") card.querySelector(".accept").click();
  if (key === "x") card.querySelector(".tick input")?.click();
  const phrase = /^[1-9]$/.test(key) && card.querySelectorAll(".phrases button")[Number(key) - 1];
  if (phrase) {
    card.querySelector(".return").open = true;
    phrase.click();
  }
}

function pressed(event) {
  const typing = event.target.closest("input[type=text], textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (at() >= 0) act(cards[at()], event.key);
}

if (cards.length) {
  document.body.classList.add("keyed");
  document.querySelectorAll(".keys").forEach((legend) => { legend.hidden = false; });
  document.addEventListener("keydown", pressed);
}

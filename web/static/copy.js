// 一键复制. Without scripts the text can be marked and copied by hand.
"use strict";

async function copied(area) {
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch (refused) {
    // Without https browsers have no clipboard of that kind; the old way still works.
    area.select();
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(document.getElementById(button.dataset.copy));
    const said = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
    said.textContent = done ? "已复制" : "请长按文字复制";
  });
}

// A little comfort; every page works without it. Nothing is sent and nothing is kept.
"use strict";

// "None of these" and "I don't know" go out when something else is ticked, and the other way round.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked) return;
  const boxes = box.closest("fieldset")?.querySelectorAll("input[type=checkbox]") ?? [];
  for (const other of boxes) {
    if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  }
});

// A distance in both units while it is typed; the server reads it anew.
const KM_PER_MILE = 1.609344;
for (const input of document.querySelectorAll("input[data-distance]")) {
  const echo = document.createElement("span");
  echo.className = "echo";
  input.parentElement.append(echo);
  const show = () => {
    const match = /^(\d+(?:[.,]\d+)?)\s*(km|mi)?$/.exec(input.value.trim());
    const km = match && parseFloat(match[1].replace(",", ".")) * ((match[2] ?? input.dataset.distance) === "mi" ? KM_PER_MILE : 1);
    const round = (number) => Math.round(number * 10) / 10;
    echo.textContent = match ? `= ${round(km)} km / ${round(km / KM_PER_MILE)} mi` : "";
  };
  input.addEventListener("input", show);
  show();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelector(".problems")?.focus();
for (const link of document.querySelectorAll(".problems a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.focus();
  });
}

// A page out of the browser's own memory may be an old one.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// The time zone of this browser, where none is written yet.
for (const input of document.querySelectorAll("input[data-zone]")) {
  if (!input.value) input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

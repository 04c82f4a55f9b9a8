// The little that makes pages live. Everything works without it.
"use strict";

// Times in the reader's own zone, written as the reader's browser writes them: the page knows "en", only the browser
// knows British from American. Of the browser's languages the one of the page is best, so that months fit the text.
const ofPage = document.documentElement.lang;
const language = navigator.languages.find((tag) => tag.split("-")[0] === ofPage) ?? navigator.language;
const minute = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(language, { dateStyle: "long" });
const localise = (part) => {
  for (const time of part.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) {
      time.title = time.textContent;
      time.textContent = ("date" in time.dataset ? day : minute).format(at);
    }
  }
};
localise(document);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// "It works for 4:31 more": the text holds # where the time goes.
const countDown = () => {
  for (const span of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.ceil((new Date(span.dataset.until) - Date.now()) / 1000));
    span.textContent = span.dataset.untilText.replace("#", clock(left));
  }
};

// "Send again in 0:22", then "Send again".
for (const button of document.querySelectorAll("button[data-after]")) {
  const label = button.textContent;
  const ready = Date.now() + Number(button.dataset.after) * 1000;
  const tick = () => {
    const left = Math.ceil((ready - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.afterText.replace("#", clock(left)) : label;
    if (left > 0) setTimeout(tick, 250);
  };
  tick();
}
setInterval(countDown, 500);
countDown();

// Parts that say by themselves what became of something. The markup comes from our own server.
for (const part of document.querySelectorAll("[data-live]")) {
  let source;
  const listen = () => {
    source = new EventSource(part.dataset.live);
    source.addEventListener("state", (event) => {
      part.innerHTML = event.data;
      countDown();
      // A code that does not arrive: the other way is shown.
      const other = part.querySelector(".bad, .warn") && document.querySelector("details[data-otherwise]");
      if (other) other.open = true;
    });
    // What the page waited for has happened: it goes on, on our own pages alone.
    source.addEventListener("go", (event) => {
      source.close();
      if (event.data.startsWith("/") && !event.data.startsWith("//")) location.assign(event.data);
    });
    // The server closes the stream when nothing changes any more.
    source.addEventListener("error", (event) => event.target.close());
  };
  listen();
  // A page that was left is kept by the browser for a while, with its connection, of which there are few to a server.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
}

// A page that is to show what is new asks for itself again: the demo phone.
for (const part of document.querySelectorAll("[data-refresh]")) {
  part.scrollTop = part.scrollHeight;
  setInterval(async () => {
    const answer = await fetch(part.dataset.refresh, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const text = await answer.text();
    if (text !== part.dataset.shown) {
      part.dataset.shown = text;
      part.innerHTML = text;
      localise(part);
      part.scrollTop = part.scrollHeight;
    }
  }, 1000);
}

// Tick all of a list.
for (const all of document.querySelectorAll("input[data-all]")) {
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.all}"]`);
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
}

// Copy what stands in another element.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}

// Print this page.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The clock in the status bar of the demo phone.
for (const clockFace of document.querySelectorAll("[data-clock]")) {
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const tick = () => { clockFace.textContent = time.format(new Date()); };
  tick();
  setInterval(tick, 1000);
}

// How much of a text is written: it counts characters as the server does.
for (const text of document.querySelectorAll("textarea[data-count]")) {
  const shown = document.querySelector(text.dataset.count);
  const most = Number(text.dataset.most);
  const number = new Intl.NumberFormat(language);
  const count = () => {
    const length = [...text.value.trim()].length;
    shown.textContent = `${number.format(length)} / ${number.format(most)}`;
    shown.classList.toggle("over", length > most);
  };
  text.addEventListener("input", count);
  count();
}

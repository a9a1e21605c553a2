// Requests to the server. A refusal becomes an error with the problem details of the server.

export class Refused extends Error {
  constructor(details) {
    super(details.detail);
    this.details = details;
  }
}

export class Unreachable extends Error {}

export async function ask(path, members) {
  const posting = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(members) };
  let answer;
  try {
    answer = await fetch(path, members === undefined ? {} : posting);
  } catch {
    throw new Unreachable("The server does not answer.");
  }
  const content = await answer.json();
  if (!answer.ok) throw new Refused(content);
  return content;
}

// Sends one request at a time. Changes in between lead to one more request, and outdated answers are not shown.
export function latest(asking, show, failed) {
  let running = false;
  let again = false;
  return async function run() {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        try {
          const answer = await asking();
          if (!again) show(answer);
        } catch (error) {
          if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
          if (!again) failed(error);
        }
      }
    } finally {
      running = false;
    }
  };
}

export function later(act, wait) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  return Object.assign(start, { not: () => clearTimeout(timer) });
}

// Uses a form, because the response is a new page or a file.
export function sendForm(path, members, target) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path, target, hidden: true });
  const input = document.createElement("textarea");
  Object.assign(input, { name: "body", value: JSON.stringify(members) });
  form.append(input);
  document.body.append(form);
  form.submit();
  form.remove();
}

export function download(name, text, kind) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

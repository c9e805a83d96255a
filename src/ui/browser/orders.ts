/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Sends what a person orders, and asks who they are where that is not known.
 */
import type { Language } from "../messages/language.ts";
import { refusalWords } from "../page/refusal.ts";
import type { Notice, Person } from "../page/state.ts";

/** How long a person has to read what came of an order. */
const NOTICE_MS = 8_000;

/** Orders of this page. */
export class Orders {
  readonly #language: Language;
  readonly #changed: () => void;
  readonly #signedIn: (person: Person) => void;
  readonly #busy = new Set<string>();
  notice: Notice | undefined;
  #noticeTimer = 0;
  /** What the person wanted when it turned out that the page is not signed in. */
  #waiting: Order | undefined;

  /** @param changed Called when the page must be drawn anew. */
  constructor(language: Language, changed: () => void, signedIn: (person: Person) => void) {
    this.#language = language;
    this.#changed = changed;
    this.#signedIn = signedIn;
    document.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("click", (event) => this.#click(event));
  }

  /** Whether the answer to this order is still on its way. */
  busy(action: string): boolean {
    return this.#busy.has(action);
  }

  #submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    // `form.action` would be an input of that name.
    const action = form.getAttribute("action") ?? "";
    if (form.classList.contains("act")) {
      event.preventDefault();
      const done = form.dataset.done ?? this.#language.say("act.done");
      void this.#order({
        action,
        fields: bodyOf(form),
        done,
        ...("secret" in form.dataset && { secretOf: form }),
      });
    } else if (form.classList.contains("sign-in")) {
      event.preventDefault();
      void this.#signIn(form);
    }
  }

  #click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-close]") !== null) {
      this.#waiting = undefined;
      this.#dialog()?.close();
    } else if (target.closest("a.sign") !== null) {
      event.preventDefault();
      this.#dialog()?.showModal();
    }
  }

  async #order(order: Order): Promise<void> {
    const { action, fields, done, secretOf } = order;
    if (this.#busy.has(action)) return;
    this.#busy.add(action);
    this.#changed();
    const answer = await this.#post(action, fields);
    this.#busy.delete(action);
    if (answer.status === 401) {
      this.#waiting = order;
      this.#dialog()?.showModal();
    } else {
      this.#say(answer.ok ? { good: true, text: done } : { good: false, text: answer.why });
      if (answer.ok && secretOf !== undefined) this.#showSecret(secretOf, answer.body);
    }
    this.#changed();
  }

  async #signIn(form: HTMLFormElement): Promise<void> {
    const error = form.querySelector(".sign-in-error");
    const input = form.querySelector<HTMLInputElement>("input[name=token]");
    const answer = await this.#post("/login", fieldsOf(form));
    if (error !== null) error.textContent = answer.ok ? "" : answer.why;
    if (!answer.ok) return input?.select();
    form.reset();
    this.#dialog()?.close();
    this.#signedIn(answer.body as Person);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) await this.#order(waiting);
  }

  /** Shows a new secret until its reader closes it; then nothing of it is left here. */
  #showSecret(form: HTMLFormElement, body: unknown): void {
    const { name, secret } = body as { name?: string; secret?: string };
    const dialog = document.querySelector<HTMLDialogElement>("dialog#secret");
    const shown = dialog?.querySelector("output");
    if (dialog === null || !shown || secret === undefined) return;
    form.reset();
    form.closest("details")?.removeAttribute("open");
    dialog.querySelector("h2")!.textContent = this.#language.say("people.secret", { name: name ?? "" });
    shown.textContent = secret;
    dialog.addEventListener("close", () => shown.textContent = "", { once: true });
    dialog.showModal();
  }

  async #post(action: string, fields: unknown): Promise<Answer> {
    const { say } = this.#language;
    try {
      const response = await fetch(action, {
        // A change of the configuration is a patch of it; every other order is an act of its own.
        method: action === CONFIG ? "PATCH" : "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(fields),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const body = await response.json() as { title?: string; detail?: string; code?: string };
      const why = refusalWords(this.#language, body) ??
        say("act.status", { status: String(response.status) });
      return { ok: response.ok, status: response.status, body, why };
    } catch {
      return { ok: false, status: 0, body: undefined, why: say("act.no-answer") };
    }
  }

  #say(notice: Notice): void {
    this.notice = notice;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.notice = undefined;
      this.#changed();
    }, NOTICE_MS);
  }

  #dialog(): HTMLDialogElement | null {
    return document.querySelector("dialog#sign-in");
  }
}

/** What a person wants done. */
interface Order {
  readonly action: string;
  readonly fields: unknown;
  /** What the page says when it is done. */
  readonly done: string;
  /** The form, where its answer is a secret to be shown once. */
  readonly secretOf?: HTMLFormElement;
}

/** Where changes of the configuration go. */
const CONFIG = "/api/v1/config";

/** What a form sends: its fields, or where it changes the configuration a patch that its fields name the keys of. */
function bodyOf(form: HTMLFormElement): unknown {
  const reason = form.closest<HTMLElement>("[data-config-reason]")?.dataset.configReason;
  if (reason === undefined) return fieldsOf(form);
  // Without a prototype: a device may call itself "__proto__".
  const patch: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(fieldsOf(form))) {
    const field = form.elements.namedItem(name) as HTMLElement | null;
    const path = name.split("/");
    const last = path.pop()!;
    let at = patch;
    for (const key of path) at = (at[key] ??= Object.create(null)) as Record<string, unknown>;
    at[last] = field !== null ? meantBy(field, value) : value;
  }
  return { reason, patch };
}

/** What a field's text stands for in the configuration. */
function meantBy(field: HTMLElement, value: string): unknown {
  if ("number" in field.dataset) return Number(value);
  return "json" in field.dataset ? JSON.parse(value) : value;
}

function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    // Several ticked boxes of one name are a list.
    if (typeof value === "string" && value !== "") {
      fields[name] = name in fields ? `${fields[name]},${value}` : value;
    }
  }
  return fields;
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
  /** A sentence for people where it is not fine. */
  readonly why: string;
}

/** An order without an answer for this long did not arrive, as far as a person at an alarm is concerned. */
const ANSWER_MS = 8_000;

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Masks over a picture, drawn by an installer: with mouse, pen or finger over the picture, or by numbers. What comes of it is a patch
 * of the configuration, on trial like any other.
 */
import type { Language } from "../messages/language.ts";
import { boxBetween, type DraftMask, MaskKind, MASKS_MAX, type Place } from "./mask_draft.ts";
import { pageLanguage } from "./page_language.ts";

const SVG = "http://www.w3.org/2000/svg";

/** One picture's editor. Its element is the page's, what is in it is this class's. */
class MaskEditor {
  readonly #place: HTMLElement;
  readonly #language: Language;
  readonly #kind: MaskKind;
  readonly #target: string;
  /** What the box has, as it was when the drawing began. */
  #began = "";
  #draft: DraftMask[] | undefined;
  /** The drawing began anew, since what it began from is no longer what the box has. */
  #isAnew = false;
  #chosen = -1;
  #from: Place | undefined;
  #layer: HTMLElement | undefined;
  /** What is drawn on, in the layer: the page gives the layer's own attributes. */
  #surface: HTMLElement | undefined;

  constructor(place: HTMLElement, language: Language) {
    this.#place = place;
    this.#language = language;
    const [of, ...id] = (place.dataset.maskEditor ?? "").split(" ");
    this.#kind = new MaskKind(of === "camera" ? "camera" : "thermal");
    this.#target = `${of === "camera" ? "cameras" : "sensors"}/${id.join(" ")}/masks`;
    this.#write();
  }

  /** The page has been drawn: what the box has may be what was wanted, or the picture may have gone. */
  look(): void {
    if (this.#draft === undefined) return;
    const fate = this.#kind.fate(this.#draft, this.#began, this.#place.dataset.masks ?? "[]");
    if (fate === "as-wanted") return this.#end();
    // Somebody else has changed them, or the box has gone back by itself: what is drawn here would undo that unseen.
    if (fate === "changed") return this.#begin(true);
    const layer = document.querySelector<HTMLElement>(
      `[data-mask-layer="${CSS.escape(this.#place.dataset.maskEditor ?? "")}"]`,
    );
    if (layer !== null && layer !== this.#layer) this.#drawOn(layer);
  }

  #begin(isAnew: boolean): void {
    this.#isAnew = isAnew;
    this.#began = this.#place.dataset.masks ?? "[]";
    this.#draft = this.#kind.draft(JSON.parse(this.#began));
    this.#chosen = -1;
    this.#from = undefined;
    this.#layer = undefined;
    this.look();
    this.#write();
  }

  #end(): void {
    this.#draft = undefined;
    this.#layer?.replaceChildren();
    this.#layer = undefined;
    this.#surface = undefined;
    this.#write();
  }

  #drawOn(layer: HTMLElement): void {
    const surface = document.createElement("div");
    surface.className = "mask-drawing";
    layer.replaceChildren(surface);
    this.#layer = layer;
    this.#surface = surface;
    surface.onpointerdown = (event) => {
      if (event.button !== 0 || this.#draft === undefined || this.#draft.length >= MASKS_MAX) return;
      event.preventDefault();
      surface.setPointerCapture(event.pointerId);
      this.#from = this.#placeOf(surface, event);
      this.#draft.push(boxBetween(this.#from, this.#from, this.#kind));
      this.#chosen = this.#draft.length - 1;
      this.#paint();
    };
    surface.onpointermove = (event) => {
      if (this.#from === undefined || this.#draft === undefined) return;
      this.#draft[this.#chosen] = boxBetween(this.#from, this.#placeOf(surface, event), this.#kind);
      this.#paint();
    };
    const done = () => {
      if (this.#from === undefined) return;
      this.#from = undefined;
      this.#write();
    };
    surface.onpointerup = done;
    surface.onpointercancel = done;
    this.#paint();
  }

  #placeOf(surface: HTMLElement, event: PointerEvent): Place {
    const box = surface.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) / box.width * this.#kind.across,
      y: (event.clientY - box.top) / box.height * this.#kind.down,
    };
  }

  /** The drawing over the picture. */
  #paint(): void {
    const surface = this.#surface;
    if (surface === undefined || this.#draft === undefined) return;
    const { across, down, line } = this.#kind;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${across} ${down}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const path = (name: string, d: string) => {
      const element = document.createElementNS(SVG, "path");
      element.setAttribute("class", name);
      element.setAttribute("d", d);
      svg.append(element);
    };
    let grid = "";
    for (let x = line; x < across; x += line) grid += `M${x} 0V${down}`;
    for (let y = line; y < down; y += line) grid += `M0 ${y}H${across}`;
    path("grid", grid);
    this.#draft.forEach((mask, index) => {
      const name = index === this.#chosen ? "draft chosen" : "draft";
      if (mask.kind === "box") {
        path(name, `M${mask.x} ${mask.y}h${mask.width}v${mask.height}h${-mask.width}z`);
      } else path(name, `M${mask.points.map(([x, y]) => `${x * across} ${y * down}`).join("L")}z`);
    });
    surface.replaceChildren(svg);
  }

  /** The controls below it, anew. */
  #write(): void {
    const { say } = this.#language;
    const draft = this.#draft;
    if (draft === undefined) {
      const open = button(say("mask.change"), () => this.#begin(false));
      open.dataset.maskOpen = "";
      this.#place.replaceChildren(open);
      return;
    }
    const changed = text("p", say("mask.changed"));
    changed.setAttribute("role", "alert");
    const hint = text("p", say("mask.hint"));
    const unit = text(
      "p",
      this.#kind.of === "thermal"
        ? say("mask.pixels", { columns: this.#kind.across, rows: this.#kind.down })
        : say("mask.percent"),
    );
    unit.className = "soft";
    const acts = document.createElement("div");
    acts.className = "mask-acts";
    const add = button(say("mask.add"), () => {
      draft.push(this.#kind.fresh());
      this.#chosen = draft.length - 1;
      this.#paint();
      this.#write();
      this.#place.querySelectorAll<HTMLInputElement>("fieldset:last-of-type input")[0]?.focus();
    });
    add.disabled = draft.length >= MASKS_MAX;
    acts.append(add, this.#form(draft), button(say("mask.cancel"), () => this.#end()));
    const full = draft.length >= MASKS_MAX ? [text("p", say("mask.full", { count: MASKS_MAX }))] : [];
    this.#place.replaceChildren(
      ...this.#isAnew ? [changed] : [],
      hint,
      unit,
      ...draft.map((mask, index) => this.#fields(draft, mask, index)),
      ...full,
      acts,
    );
  }

  #fields(draft: DraftMask[], mask: DraftMask, index: number): HTMLElement {
    const { say } = this.#language;
    const number = String(index + 1);
    const set = document.createElement("fieldset");
    set.append(text("legend", say("mask.number", { number })));
    if (mask.kind === "shape") set.append(text("span", say("mask.shape", { count: mask.points.length })));
    else {
      for (const [name, label] of FIELDS) {
        const field = document.createElement("input");
        field.type = "number";
        field.inputMode = "numeric";
        field.step = "1";
        field.min = name === "width" || name === "height" ? "1" : "0";
        field.max = String(name === "x" || name === "width" ? this.#kind.across : this.#kind.down);
        field.value = String(mask[name]);
        field.addEventListener("input", () => {
          const known = draft[index];
          if (known.kind !== "box" || !field.checkValidity() || field.value === "") return;
          draft[index] = this.#kind.within({ ...known, [name]: Number(field.value) });
          this.#chosen = index;
          this.#paint();
          this.#refreshForm(draft);
        });
        const around = document.createElement("label");
        around.append(text("span", say(label)), field);
        set.append(around);
      }
    }
    set.addEventListener("focusin", () => {
      this.#chosen = index;
      this.#paint();
    });
    const remove = button(say("mask.remove", { number }), () => {
      draft.splice(index, 1);
      this.#chosen = -1;
      this.#paint();
      this.#write();
      this.#place.querySelector("button")?.focus();
    });
    set.append(remove);
    return set;
  }

  /** Sent like every change of the configuration; see `Orders`. */
  #form(draft: readonly DraftMask[]): HTMLFormElement {
    const { say } = this.#language;
    const form = document.createElement("form");
    form.className = "act";
    form.method = "post";
    form.action = "/api/v1/config";
    form.dataset.done = say("config-form.done");
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = this.#target;
    field.dataset.json = "";
    field.value = JSON.stringify(this.#kind.configured(draft));
    const send = text("button", say("mask.apply")) as HTMLButtonElement;
    send.type = "submit";
    send.className = "main";
    form.append(field, send);
    return form;
  }

  #refreshForm(draft: readonly DraftMask[]): void {
    const field = this.#place.querySelector<HTMLInputElement>("form input[type=hidden]");
    if (field !== null) field.value = JSON.stringify(this.#kind.configured(draft));
  }
}

const FIELDS = [
  ["x", "mask.column"],
  ["y", "mask.row"],
  ["width", "mask.columns"],
  ["height", "mask.rows"],
] as const;

function text(tag: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

function button(label: string, pressed: () => void): HTMLButtonElement {
  const element = text("button", label) as HTMLButtonElement;
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}

async function start(): Promise<void> {
  const language = await pageLanguage();
  const editors = new Map<HTMLElement, MaskEditor>();
  const look = () => {
    for (const place of editors.keys()) if (!place.isConnected) editors.delete(place);
    for (const place of document.querySelectorAll<HTMLElement>("[data-mask-editor]")) {
      const known = editors.get(place);
      if (known === undefined) editors.set(place, new MaskEditor(place, language));
      else known.look();
    }
  };
  // Not by the changes of the document: the editor changes it itself with each move of a finger.
  setInterval(look, LOOK_MS);
  look();
}

/** An installer who signs in on the page finds the button within this. */
const LOOK_MS = 300;

void start();

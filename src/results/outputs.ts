import { Allowance, MAX_IMAGES } from './allowance.js';
import type { CellOutput, ErrorOutput, OutputData, StreamOutput } from './cellOutput.js';
import { StreamText } from './streamText.js';

const MAX_OUTPUTS = 500;
const MAX_ERROR_CHARS = 64 * 1024;

type Slot =
  | { kind: 'stream'; name: StreamOutput['name']; text: StreamText }
  | { kind: 'display' | 'result'; data: OutputData[]; displayId?: string }
  | ErrorOutput;

/**
 * The outputs of one cell, kept as a notebook would show them when the cell has ended: writes to one stream merged,
 * progress bars collapsed, `clear_output` and `update_display` applied.
 *
 * Text beyond `maxTextBytes` is cut, visibly. Images have limits of their own (20, 8 MiB together), so that three
 * plots do not use up what is meant for text; an error is always kept. Only `text/plain` and sound `image/png` survive:
 * everything else is markup or code that a reader's browser would run.
 *
 * An update reaches displays of the same cell only; the outputs of earlier cells are closed when the next begins.
 */
export class CellOutputs {
  readonly #maxTextBytes: number;
  #allowance: Allowance;
  #slots: Slot[] = [];
  #cut = false;
  #clearPending = false;

  constructor(maxTextBytes: number) {
    this.#maxTextBytes = maxTextBytes;
    this.#allowance = new Allowance(maxTextBytes);
  }

  /** True where something was left out of what is shown. */
  get wasCut(): boolean {
    return this.#cut;
  }

  /** The error that ended the cell, if one did. */
  get error(): ErrorOutput | undefined {
    return this.#slots.find((slot) => slot.kind === 'error');
  }

  /** What is shown, in order; where something was cut, a last line on stderr says so. */
  get list(): CellOutput[] {
    const outputs = this.#slots.map((slot): CellOutput => (slot.kind === 'stream' ? streamOutput(slot) : slot));
    if (this.#cut) {
      const kept = `${this.#maxTextBytes / 1024} KiB of text, ${MAX_IMAGES} images and ${MAX_OUTPUTS} outputs`;
      outputs.push({ kind: 'stream', name: 'stderr', text: `\n[output cut: a cell may show ${kept}]\n` });
    }
    return outputs;
  }

  add(output: CellOutput): void {
    this.#clearIfPending();
    if (output.kind === 'error') this.#addError(output);
    else if (output.kind === 'stream') this.#addText(output.name, output.text);
    else {
      const data = this.#take(output.data);
      if (data.length === 0) return;
      if (this.#slots.length < MAX_OUTPUTS) this.#slots.push({ ...output, data });
      else {
        this.#allowance.giveBack(data);
        this.#cut = true;
      }
    }
  }

  /** `clear_output`: at once, or (`wait`) when the next output comes, so that an animation does not flicker. */
  clear(wait: boolean): void {
    this.#clearPending = true;
    if (!wait) this.#clearIfPending();
  }

  /** `update_display`: new data for the displays that were made with `displayId`. */
  update(displayId: string, data: readonly OutputData[]): void {
    this.#clearIfPending();
    for (const slot of this.#slots) {
      if (!('data' in slot) || slot.displayId !== displayId) continue;
      this.#allowance.giveBack(slot.data);
      slot.data = this.#take(data);
    }
  }

  #clearIfPending(): void {
    if (!this.#clearPending) return;
    this.#clearPending = false;
    this.#slots = [];
    this.#cut = false;
    this.#allowance = new Allowance(this.#maxTextBytes);
  }

  #take(data: readonly OutputData[]): OutputData[] {
    const { kept, cut } = this.#allowance.take(data);
    this.#cut ||= cut;
    return kept;
  }

  #addText(name: StreamOutput['name'], text: string): void {
    let last = this.#slots.at(-1);
    if (last?.kind !== 'stream' || last.name !== name) {
      if (this.#slots.length >= MAX_OUTPUTS) {
        this.#cut = true;
        return;
      }
      last = { kind: 'stream', name, text: new StreamText() };
      this.#slots.push(last);
    }
    const before = last.text.bytes;
    if (!last.text.write(text, before + this.#allowance.textBytes)) this.#cut = true;
    this.#allowance.takeText(last.text.bytes - before);
  }

  /** One error ends a cell; should more be claimed, the latest stands. */
  #addError({ ename, evalue, traceback }: ErrorOutput): void {
    this.#slots = this.#slots.filter(({ kind }) => kind !== 'error');
    this.#slots.push({
      kind: 'error',
      ename: ename.slice(0, 200),
      evalue: evalue.slice(0, MAX_ERROR_CHARS),
      // The end of a traceback names the error.
      traceback: traceback.slice(-MAX_ERROR_CHARS),
    });
  }
}

function streamOutput({ name, text }: Extract<Slot, { kind: 'stream' }>): StreamOutput {
  return { kind: 'stream', name, text: text.text };
}

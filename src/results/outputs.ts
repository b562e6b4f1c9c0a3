import { Allowance, cellRoom, RUN_ROOM, type Room } from './allowance.js';
import type { CellOutput, ErrorOutput, OutputData, StreamOutput } from './cellOutput.js';
import { ownText } from './ownText.js';
import { giveBackData, takeData } from './richData.js';
import { StreamText } from './streamText.js';

const MAX_NAME_CHARS = 200;
const MAX_ERROR_CHARS = 64 * 1024;
/** What is kept of an error's message once the run has no room for whole ones. */
const BRIEF_ERROR_CHARS = 300;

type Slot =
  | { kind: 'stream'; name: StreamOutput['name']; text: StreamText }
  | { kind: 'display' | 'result'; data: OutputData[]; displayId?: string }
  | ErrorOutput;

/**
 * The outputs of one cell, kept as a notebook would show them when the cell has ended: writes to one stream merged,
 * progress bars collapsed, `clear_output` and `update_display` applied.
 *
 * What is beyond the room of the cell, or of the run, is cut, visibly. Images have limits of their own, so that three
 * plots do not use up what is meant for text; an error is always kept, at least its name and the beginning of its
 * message. Only `text/plain` and sound `image/png` survive: everything else is markup or code that a reader's browser
 * would run.
 *
 * open → closed. An update reaches displays of the same cell only; outputs are closed when the cell has ended, and
 * occupy what they show from then on.
 */
export class CellOutputs {
  readonly #room: Room;
  readonly #allowance: Allowance;
  #slots: Slot[] = [];
  #closed: CellOutput[] | undefined;
  #cutBy: 'cell' | 'run' | undefined;
  #clearPending = false;
  /** Taken for the error that is kept. */
  #errorChars = 0;

  constructor(maxTextBytes: number, run?: Allowance) {
    this.#room = cellRoom(maxTextBytes);
    this.#allowance = new Allowance(this.#room, run);
  }

  /** True where something was left out of what is shown. */
  get wasCut(): boolean {
    return this.#cutBy !== undefined;
  }

  /** The error that ended the cell, if one did. */
  get error(): ErrorOutput | undefined {
    return this.list.find((output) => output.kind === 'error');
  }

  /** What it printed, on both streams. */
  get printed(): string {
    return this.list.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
  }

  /** What is shown, in order; where something was cut, a last line on stderr says so. */
  get list(): CellOutput[] {
    const outputs = this.#closed ?? this.#slots.map(shownOf);
    if (this.#cutBy === undefined) return outputs;
    const whose = this.#cutBy === 'cell' ? 'a cell may show' : 'this run has shown all that is kept of one:';
    const kept = roomText(this.#cutBy === 'cell' ? this.#room : RUN_ROOM);
    return [...outputs, { kind: 'stream', name: 'stderr', text: `\n[output cut: ${whose} ${kept}]\n` }];
  }

  add(output: CellOutput): void {
    this.#clearIfPending();
    if (output.kind === 'error') this.#addError(output);
    else if (output.kind === 'stream') this.#addText(output.name, output.text);
    else {
      const data = this.#take(output.data);
      if (data.length === 0) return;
      if (this.#takeSlot()) this.#slots.push({ ...output, data });
      else giveBackData(data, this.#allowance);
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
      giveBackData(slot.data, this.#allowance);
      slot.data = this.#take(data);
    }
  }

  /** The cell has ended. */
  close(): void {
    this.#closed = this.#slots.map(shownOf);
    this.#slots = [];
  }

  /** Nobody will look at them: their room is the run's again. */
  release(): void {
    this.#slots = [];
    this.#closed = undefined;
    this.#errorChars = 0;
    this.#allowance.release();
  }

  #clearIfPending(): void {
    if (!this.#clearPending) return;
    this.#clearPending = false;
    this.#cutBy = undefined;
    this.release();
  }

  #cut(kind: keyof Room): void {
    this.#cutBy = this.#cutBy === 'run' || this.#allowance.isRunShort(kind) ? 'run' : 'cell';
  }

  #takeSlot(): boolean {
    if (this.#allowance.left('outputs') === 0) {
      this.#cut('outputs');
      return false;
    }
    this.#allowance.take('outputs', 1);
    return true;
  }

  #take(data: readonly OutputData[]): OutputData[] {
    const { kept, cutFor } = takeData(data, this.#allowance);
    if (cutFor !== undefined) this.#cut(cutFor);
    return kept;
  }

  #addText(name: StreamOutput['name'], text: string): void {
    let last = this.#slots.at(-1);
    if (last?.kind !== 'stream' || last.name !== name) {
      if (!this.#takeSlot()) return;
      last = { kind: 'stream', name, text: new StreamText() };
      this.#slots.push(last);
    }
    const before = last.text.bytes;
    if (!last.text.write(text, before + this.#allowance.left('textBytes'))) this.#cut('textBytes');
    this.#allowance.take('textBytes', last.text.bytes - before);
  }

  /** One error ends a cell; should more be claimed, the latest stands. */
  #addError({ ename, evalue, traceback }: ErrorOutput): void {
    this.#slots = this.#slots.filter(({ kind }) => kind !== 'error');
    this.#allowance.take('errorChars', -this.#errorChars);
    // The end of a traceback names the error.
    const whole = { evalue: evalue.slice(0, MAX_ERROR_CHARS), traceback: traceback.slice(-MAX_ERROR_CHARS) };
    const chars = whole.evalue.length + whole.traceback.length;
    const fits = chars <= this.#allowance.left('errorChars');
    if (!fits) this.#cut('errorChars');
    const kept = fits ? whole : { evalue: evalue.slice(0, BRIEF_ERROR_CHARS), traceback: '' };
    this.#errorChars = fits ? chars : 0;
    this.#allowance.take('errorChars', this.#errorChars);
    this.#slots.push({
      kind: 'error',
      ename: ownText(ename.slice(0, MAX_NAME_CHARS)),
      evalue: ownText(kept.evalue),
      traceback: ownText(kept.traceback),
    });
  }
}

function shownOf(slot: Slot): CellOutput {
  if (slot.kind === 'stream') return { kind: 'stream', name: slot.name, text: slot.text.text };
  if (slot.kind === 'error') return slot;
  return { kind: slot.kind, data: slot.data };
}

function roomText({ textBytes, images, outputs }: Room): string {
  return `${textBytes / 1024} KiB of text, ${images} images and ${outputs} outputs`;
}

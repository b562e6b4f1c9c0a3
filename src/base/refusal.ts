/** Who must act. */
export type Turn = 'student' | 'course' | 'operator';

/** Something that is said to a person: what is so, and what can be done about it. */
export interface Remark {
  /** Stable: by it a page or a command line finds its own words for the remedy, such as the name of an option. */
  readonly code: string;
  readonly text: string;
  readonly remedy?: string | undefined;
  /** What `text` speaks of, for whoever words it anew. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

export interface Refused extends Remark {
  /** Course staff's, unless it says otherwise. */
  readonly whoseTurn?: Turn | undefined;
  /** Where in a file: `roster.csv:7`. */
  readonly place?: string | undefined;
  /** What stands behind it: the text names it, line by line. */
  readonly because?: readonly Remark[] | undefined;
}

/**
 * What was asked is refused, and nothing was changed. Neither text nor remedy names an option of the command line or a
 * field of a page: who shows them adds that, by the code.
 */
export class Refusal extends Error implements Refused {
  override readonly name: string = 'Refusal';
  readonly code: string;
  readonly whoseTurn: Turn;
  readonly text: string;
  readonly remedy: string | undefined;
  readonly place: string | undefined;
  readonly values: Refused['values'];
  readonly because: readonly Remark[];

  constructor(refused: Refused, options?: ErrorOptions) {
    super(refusedText(refused, remarkText), options);
    this.code = refused.code;
    this.text = refused.text;
    this.remedy = refused.remedy;
    this.whoseTurn = refused.whoseTurn ?? 'course';
    this.place = refused.place;
    this.values = refused.values;
    this.because = refused.because ?? [];
  }
}

/** Text and remedy, in plain words. */
export function remarkText({ text, remedy }: Remark): string {
  return remedy === undefined ? text : `${text} ${remedy}`;
}

/** A refusal as lines: with its place and what stands behind it. `say` words one remark. */
export function refusedText(refused: Refused, say: (remark: Remark) => string): string {
  const { code, text, remedy, values, place, because = [] } = refused;
  const at = place === undefined ? '' : `${place}: `;
  if (because.length === 0) return at + say({ code, text, remedy, values });
  // After a list, the remedy is a line of its own.
  const last = say({ code, text: '', remedy, values }).trimStart();
  return [at + text, ...because.map(say), ...(last === '' ? [] : [last])].join('\n');
}

/** What is wrong, for the author; a `note` does not keep an assignment from being published. */
export interface Finding {
  readonly level: 'error' | 'note';
  readonly text: string;
}

export function mistake(text: string): Finding {
  return { level: 'error', text };
}

import { Refusal } from '../base/refusal.js';

/** `checks.py` cannot be imported, or what it announces does not fit the manifest. */
export class BrokenChecks extends Refusal {
  override readonly name = 'BrokenChecks';

  /** @param why a sentence or a traceback, for staff alone. */
  constructor(why: string) {
    const remedy = 'Course staff: mend it.';
    super({ code: 'checksUnusable', text: 'checks.py cannot be used.', remedy, because: [{ code: 'why', text: why }] });
  }
}

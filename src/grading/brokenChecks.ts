/** `checks.py` cannot be imported, or what it announces does not fit the manifest. */
export class BrokenChecks extends Error {
  override readonly name = 'BrokenChecks';
}

/** The run was stopped from outside: a second signal, a lost lock, a newer submission. There is no grade. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('The run was cancelled.');
  }
}

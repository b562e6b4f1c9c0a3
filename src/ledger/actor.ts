/** Who asks or decides. It is what they say: whoever can write to the ledger's file could write anything into it. */
export type Actor = { readonly kind: 'staff'; readonly id: string } | { readonly kind: 'system' };

/** The server: no person, and nobody of the staff. */
export const SYSTEM: Actor = { kind: 'system' };

/** How the log names them. */
export function actorName(by: Actor): string {
  return by.kind === 'system' ? 'system' : `staff:${by.id}`;
}

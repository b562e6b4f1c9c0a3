/** A peer broke a rule of the protocol. What it says from here on counts for nothing. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}

/** A part of a GPU that one submission may hold: the whole device, unless the operator divides it. */
export interface GpuSlot {
  /** `GPU-<uuid>` or `MIG-<uuid>`, as `nvidia-smi -L` prints it: never an index, which changes with a reboot. */
  readonly device: string;
  /** From 0; a device with one slot has only that. */
  readonly slot: number;
  /** How the engine is asked for it. */
  readonly driver: 'nvidia' | 'cdi';
  /** Memory of the whole device, and what a submission in this slot may use of it. */
  readonly deviceMiB: number;
  readonly slotMiB: number;
}

/** A slot held for one submission. Disposing gives it back; that waits until the device is seen to be empty. */
export interface GpuLease extends AsyncDisposable {
  readonly slot: GpuSlot;
  /** Grows with every lease of the slot: a container that bears a smaller one is a dead holder's. */
  readonly token: number;
  /** Aborted once the slot is not held any more: whatever uses it must end. */
  readonly lost: AbortSignal;
  /**
   * Asked between the creation of a container and its start, so that a holder that slept through its lease cannot
   * start one beside the next holder's, who removes what was created before.
   *
   * @throws {PlatformError} where the slot is not held any more.
   */
  confirm(): Promise<void>;
  /** Sets the device aside: it is given to nobody until an operator has looked at it. */
  setAside(reason: string): Promise<void>;
}

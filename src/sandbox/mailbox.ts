/**
 * A bounded queue between one producer and one consumer. `put` waits while the box is full, so back-pressure
 * reaches the container through its socket; `take` waits with a deadline of its own.
 */
export class Mailbox<T> {
  readonly #queue: { readonly item: T; readonly bytes: number }[] = [];
  readonly #capacity: { readonly items: number; readonly bytes: number };
  #bytes = 0;
  #closed = false;
  #wakeConsumer: (() => void) | undefined;
  #wakeProducer: (() => void) | undefined;

  /** @param capacity the box is full at so many items or bytes; one item of any size always fits into an empty box. */
  constructor(capacity: { readonly items: number; readonly bytes: number }) {
    this.#capacity = capacity;
  }

  async put(item: T, bytes: number): Promise<void> {
    while (this.#isFull(bytes) && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wakeProducer = resolve));
    }
    if (this.#closed) return;
    this.#queue.push({ item, bytes });
    this.#bytes += bytes;
    this.#wakeConsumer?.();
  }

  /** No more items come; those already here can still be taken. */
  close(): void {
    this.#closed = true;
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
  }

  /** The next item; `'closed'` after the last one; `'timeout'` after `waitMs` without one. */
  async take(waitMs: number): Promise<T | 'closed' | 'timeout'> {
    if (this.#queue.length === 0 && !this.#closed && waitMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wakeConsumer = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wakeConsumer = undefined;
    }
    const next = this.#queue.shift();
    if (!next) return this.#closed ? 'closed' : 'timeout';
    this.#bytes -= next.bytes;
    this.#wakeProducer?.();
    this.#wakeProducer = undefined;
    return next.item;
  }

  #isFull(bytes: number): boolean {
    const { length } = this.#queue;
    return length >= this.#capacity.items || (length > 0 && this.#bytes + bytes > this.#capacity.bytes);
  }
}

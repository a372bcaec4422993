/** Writes the records of ZooKeeper's protocol (jute): big-endian, strings and buffers after their length, -1 for null. */
export class JuteWriter {
  readonly #parts: Buffer[] = [];

  int(value: number): this {
    const part = Buffer.alloc(4);
    part.writeInt32BE(value);
    this.#parts.push(part);
    return this;
  }

  long(value: bigint): this {
    const part = Buffer.alloc(8);
    part.writeBigInt64BE(value);
    this.#parts.push(part);
    return this;
  }

  boolean(value: boolean): this {
    this.#parts.push(Buffer.from([value ? 1 : 0]));
    return this;
  }

  buffer(value: Buffer | null): this {
    this.int(value === null ? -1 : value.length);
    if (value !== null) this.#parts.push(value);
    return this;
  }

  string(value: string | null): this {
    return this.buffer(value === null ? null : Buffer.from(value, 'utf8'));
  }

  /** What was written, after its length. */
  frame(): Buffer {
    const message = Buffer.concat(this.#parts);
    return new JuteWriter().buffer(message).joined();
  }

  private joined(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Takes a record apart. Whatever is shorter than it says throws RangeError; nothing is read beyond the end. */
export class JuteReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  private raw(size: number): Buffer {
    const left = this.bytes.length - this.#at;
    if (size > left) throw new RangeError(`${size} bytes wanted, ${left} left`);
    const part = this.bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return part;
  }

  int(): number {
    return this.raw(4).readInt32BE();
  }

  long(): bigint {
    return this.raw(8).readBigInt64BE();
  }

  buffer(): Buffer | null {
    const size = this.int();
    return size < 0 ? null : this.raw(size);
  }

  string(): string | null {
    return this.buffer()?.toString('utf8') ?? null;
  }
}

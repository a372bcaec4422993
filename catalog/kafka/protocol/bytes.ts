/** Collects what a request is made of, big-endian as Kafka's protocol has it. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  raw(bytes: Buffer): void {
    this.#parts.push(bytes);
  }

  int(value: number, size: 1 | 2 | 4): void {
    const part = Buffer.alloc(size);
    part.writeIntBE(value, 0, size);
    this.#parts.push(part);
  }

  uint16(value: number): void {
    const part = Buffer.alloc(2);
    part.writeUInt16BE(value);
    this.#parts.push(part);
  }

  int64(value: number): void {
    const part = Buffer.alloc(8);
    part.writeBigInt64BE(BigInt(value));
    this.#parts.push(part);
  }

  /** Seven bits a byte, the lowest first (Protocol Buffers' varint). `value` is below 2^31. */
  varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 0x7f) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#parts.push(Buffer.from([...bytes, rest]));
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Takes a reply apart. Whatever is shorter than it says throws RangeError; nothing is read beyond the end. */
export class ByteReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  raw(size: number): Buffer {
    if (size > this.left) throw new RangeError(`${size} bytes wanted, ${this.left} left`);
    const part = this.bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return part;
  }

  int(size: 1 | 2 | 4): number {
    return this.raw(size).readIntBE(0, size);
  }

  uint16(): number {
    return this.raw(2).readUInt16BE();
  }

  /** Exact up to 2^53, which no size or time of ours exceeds. */
  int64(): number {
    return Number(this.raw(8).readBigInt64BE());
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.raw(1).readUInt8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number of more than five bytes');
  }
}

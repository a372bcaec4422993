/** A number, or a text or message that is not read yet. */
export type RawValue = bigint | Buffer;

/** Writes the two wire types that Kudu's admin messages use: varint (0) and length-delimited (2). */
export class ProtobufWriter {
  readonly #parts: Buffer[] = [];

  varint(field: number, value: bigint): void {
    this.#parts.push(varint(BigInt(field) << 3n), varint(BigInt.asUintN(64, value)));
  }

  bytes(field: number, value: Buffer): void {
    this.#parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(value.length)), value);
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** Reads a message of unknown fields. Throws RangeError on what is no message. */
export class ProtobufReader {
  #at = 0;

  constructor(private readonly from: Buffer) {}

  /** All values by the number of their field, in the order in which they came. */
  fields(): ReadonlyMap<number, readonly RawValue[]> {
    const found = new Map<number, RawValue[]>();
    while (this.#at < this.from.length) {
      const tag = this.varint();
      const field = Number(tag >> 3n);
      const values = found.get(field) ?? [];
      values.push(this.value(Number(tag & 7n)));
      found.set(field, values);
    }
    return found;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1).readUInt8(0);
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return BigInt.asUintN(64, value);
    }
    throw new RangeError('a number of more than ten bytes');
  }

  /** What is preceded by its length. */
  delimited(): Buffer {
    return this.take(Number(this.varint()));
  }

  private value(wireType: number): RawValue {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.take(8);
      case 2:
        return this.delimited();
      case 5:
        return this.take(4);
      default:
        throw new RangeError(`wire type ${wireType}`);
    }
  }

  private take(length: number): Buffer {
    if (this.#at + length > this.from.length) throw new RangeError('the message ends too early');
    const taken = this.from.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
}

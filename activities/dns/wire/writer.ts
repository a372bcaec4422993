import { MalformedMessage } from './malformed.js';
import { labelsOf } from './name.js';

/** A pointer has 14 bits (RFC 1035 section 4.1.4). */
const furthestPointer = 0x3fff;

/** Writes numbers and names one after the other, in network order. */
export class Writer {
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;
  /** Where the rest of a name was written, from some label on. */
  readonly #suffixes = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    this.#room(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  uint16(value: number): void {
    this.#room(2);
    this.#length = this.#buffer.writeUInt16BE(value, this.#length);
  }

  uint32(value: number): void {
    this.#room(4);
    this.#length = this.#buffer.writeUInt32BE(value, this.#length);
  }

  uint48(value: number): void {
    this.#room(6);
    this.#length = this.#buffer.writeUIntBE(value, this.#length, 6);
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** One character a byte. */
  latin1(text: string): void {
    this.#room(text.length);
    this.#length += this.#buffer.write(text, this.#length, 'latin1');
  }

  /** In full: inside data that not every server can take apart (RFC 3597 section 4), and where it is signed. */
  name(text: string): void {
    for (const label of labelsOf(text)) this.#label(label);
    this.uint8(0);
  }

  /** With a pointer to what was written before, where there is any. */
  compressedName(text: string): void {
    const labels = labelsOf(text);
    for (const [index, label] of labels.entries()) {
      // Lengths in front keep apart labels that have dots in them.
      const suffix = labels
        .slice(index)
        .map((part) => `${part.length}.${part}`)
        .join('');
      const known = this.#suffixes.get(suffix);
      if (known !== undefined) {
        this.uint16(0xc000 | known);
        return;
      }
      if (this.#length <= furthestPointer) this.#suffixes.set(suffix, this.#length);
      this.#label(label);
    }
    this.uint8(0);
  }

  /** A length of two octets, and what `write` writes. */
  sized(write: () => void): void {
    const at = this.#length;
    this.uint16(0);
    write();
    const size = this.#length - at - 2;
    if (size > 0xffff) throw new MalformedMessage(`${size} octets are too many`);
    this.#buffer.writeUInt16BE(size, at);
  }

  done(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  #label(label: string): void {
    this.uint8(label.length);
    this.latin1(label);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

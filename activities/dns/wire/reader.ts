import { MalformedMessage } from './malformed.js';
import { formatLabel, longestLabel, longestName } from './name.js';

interface ReadName {
  readonly text: string;
  /** Octets that it takes in full. */
  readonly octets: number;
}

const root: ReadName = { text: '', octets: 1 };

/** Reads numbers and names one after the other. Throws MalformedMessage and nothing else. */
export class Reader {
  /** Names by where they stand: a transfer repeats few of them very often. */
  readonly #names = new Map<number, ReadName>();

  constructor(
    readonly buffer: Buffer,
    public at = 0,
  ) {}

  uint8(): number {
    this.#need(1);
    return this.buffer.readUInt8(this.#advance(1));
  }

  uint16(): number {
    this.#need(2);
    return this.buffer.readUInt16BE(this.#advance(2));
  }

  uint32(): number {
    this.#need(4);
    return this.buffer.readUInt32BE(this.#advance(4));
  }

  uint48(): number {
    this.#need(6);
    return this.buffer.readUIntBE(this.#advance(6), 6);
  }

  bytes(count: number): Buffer {
    this.#need(count);
    const from = this.#advance(count);
    return this.buffer.subarray(from, from + count);
  }

  name(): string {
    return this.#name(this.at, 0).text;
  }

  /** `before`: where a pointer must lead to before, so that none leads in a circle. `depth`: labels so far. */
  #name(before: number, depth: number): ReadName {
    const begin = this.at;
    if (depth > longestName / 2) throw new MalformedMessage('a name has too many labels');
    const size = this.uint8();
    if (size === 0) return root;
    if ((size & 0xc0) === 0xc0) return this.#pointed(((size & 0x3f) << 8) | this.uint8(), before, depth);
    if (size > longestLabel) throw new MalformedMessage('a name has a label of an unknown kind');
    const label = formatLabel(this.bytes(size).toString('latin1'));
    const rest = this.#name(before, depth + 1);
    const octets = rest.octets + size + 1;
    if (octets > longestName) throw new MalformedMessage(`a name is longer than ${longestName} octets`);
    const name = { text: rest === root ? label : `${label}.${rest.text}`, octets };
    this.#names.set(begin, name);
    return name;
  }

  #pointed(target: number, before: number, depth: number): ReadName {
    if (target >= before) throw new MalformedMessage('a pointer in a name does not lead back');
    const known = this.#names.get(target);
    if (known !== undefined) return known;
    const after = this.at;
    this.at = target;
    const found = this.#name(target, depth + 1);
    this.at = after;
    return found;
  }

  #advance(count: number): number {
    const from = this.at;
    this.at += count;
    return from;
  }

  #need(count: number): void {
    if (this.at + count > this.buffer.length) throw new MalformedMessage('a message ends too early');
  }
}

import { u16, u32, u8 } from './octets.js';

/** Numbers of the messages that are exchanged here (OpenFlow 1.4, 7.1). */
export const types = {
  hello: 0,
  error: 1,
  echoRequest: 2,
  echoReply: 3,
  flowMod: 14,
  barrierRequest: 20,
  barrierReply: 21,
  meterMod: 29,
  bundleControl: 33,
  bundleAdd: 34,
} as const;

export interface Message {
  readonly type: number;
  /** Replies and errors bear that of their request. */
  readonly id: number;
  readonly body: Buffer;
}

const OPENFLOW_14 = 5;
const HEADER = 8;

export function encodeMessage({ type, id, body }: Message): Buffer {
  return Buffer.concat([u8(OPENFLOW_14), u8(type), u16(HEADER + body.length), u32(id), body]);
}

/** Cuts what arrives into messages. */
export class MessageReader {
  #rest = Buffer.alloc(0);

  push(octets: Buffer): readonly Message[] {
    this.#rest = Buffer.concat([this.#rest, octets]);
    const messages: Message[] = [];
    while (this.#rest.length >= HEADER) {
      // A length below that of a header is no length; taking the header keeps the reading going.
      const length = Math.max(HEADER, this.#rest.readUInt16BE(2));
      if (this.#rest.length < length) break;
      const [type, id] = [this.#rest.readUInt8(1), this.#rest.readUInt32BE(4)];
      messages.push({ type, id, body: this.#rest.subarray(HEADER, length) });
      this.#rest = this.#rest.subarray(length);
    }
    return messages;
  }
}

import type { RecordData } from '../../../api/dns/record.js';
import { codeOf, readData, writeData } from './data.js';
import { MalformedMessage } from './malformed.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** A resource record as it stands in a message; in updates it is without data at times (RFC 2136 section 2.4). */
export interface Entry extends Question {
  readonly ttl: number;
  readonly data: RecordData | undefined;
}

/** The sections of an update are called zone, prerequisites, updates and additional (RFC 2136 section 2). */
export interface Message {
  readonly id: number;
  /** The 16 bits after the id. */
  readonly flags: number;
  readonly questions: readonly Question[];
  readonly answers: readonly Entry[];
  readonly authorities: readonly Entry[];
  readonly additionals: readonly Entry[];
}

/** Octets over TCP, where a length of two octets stands in front (RFC 1035 section 4.2.2). */
export const longestMessage = 65_535;

const responseBit = 0x8000;

export function flagsOf(opcode: number): number {
  return opcode << 11;
}

export function isResponse({ flags }: Message): boolean {
  return (flags & responseBit) !== 0;
}

export function opcodeOf({ flags }: Message): number {
  return (flags >> 11) & 0xf;
}

export function rcodeOf({ flags }: Message): number {
  return flags & 0xf;
}

/** @throws MalformedMessage for names, strings or a whole that no message can hold. */
export function encodeMessage(message: Message): Buffer {
  const { id, flags, questions, answers, authorities, additionals } = message;
  const writer = new Writer();
  for (const number of [id, flags]) writer.uint16(number);
  for (const section of [questions, answers, authorities, additionals]) {
    if (section.length > 0xffff) throw new MalformedMessage('a section has too many records');
    writer.uint16(section.length);
  }
  for (const question of questions) {
    writer.compressedName(question.name);
    writer.uint16(question.type);
    writer.uint16(question.class);
  }
  for (const entry of [...answers, ...authorities, ...additionals]) writeEntry(writer, entry);
  if (writer.length > longestMessage) throw new MalformedMessage('a message is too long');
  return writer.done();
}

function writeEntry(writer: Writer, entry: Entry): void {
  writer.compressedName(entry.name);
  writer.uint16(entry.type);
  writer.uint16(entry.class);
  writer.uint32(entry.ttl);
  writer.sized(() => {
    const { data } = entry;
    if (data === undefined) return;
    if (codeOf(data) !== entry.type) throw new MalformedMessage('a record has the data of another type');
    writeData(writer, data);
  });
}

/** A message, and where its last record begins: there a TSIG stands. */
export interface Decoded {
  readonly message: Message;
  readonly lastRecordAt: number;
}

/** @throws MalformedMessage and nothing else, whatever the bytes. */
export function decodeMessage(buffer: Buffer): Decoded {
  const reader = new Reader(buffer);
  const [id, flags] = [reader.uint16(), reader.uint16()];
  const counts = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()];
  const [questionCount = 0, ...recordCounts] = counts;
  const questions: Question[] = [];
  for (let count = questionCount; count > 0; count -= 1) {
    questions.push({ name: reader.name(), type: reader.uint16(), class: reader.uint16() });
  }
  let lastRecordAt = reader.at;
  const sections = recordCounts.map((recordCount) => {
    const entries: Entry[] = [];
    for (let count = recordCount; count > 0; count -= 1) {
      lastRecordAt = reader.at;
      entries.push(readEntry(reader));
    }
    return entries;
  });
  if (reader.at !== buffer.length) throw new MalformedMessage('something follows the message');
  const [answers = [], authorities = [], additionals = []] = sections;
  return { message: { id, flags, questions, answers, authorities, additionals }, lastRecordAt };
}

function readEntry(reader: Reader): Entry {
  const name = reader.name();
  const [type, rrClass, ttl, size] = [reader.uint16(), reader.uint16(), reader.uint32(), reader.uint16()];
  const data = size === 0 ? undefined : readData(reader, type, size);
  return { name, type, class: rrClass, ttl, data };
}

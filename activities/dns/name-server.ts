import { randomInt } from 'node:crypto';
import type { DnsRecord } from '../../api/dns/record.js';
import type { NameUpdate } from '../../api/dns/update.js';
import { failureOfReply, failureOnTheWay, type Errand } from './failures.js';
import { exchange, type Endpoint } from './tcp-exchange.js';
import { classCode, opcode, rcode, typeCode } from './wire/codes.js';
import { MalformedMessage } from './wire/malformed.js';
import {
  decodeMessage,
  encodeMessage,
  flagsOf,
  isResponse,
  opcodeOf,
  rcodeOf,
  type Entry,
  type Message,
} from './wire/message.js';
import { BadSignature, ReplyVerifier, sign, type TsigKey } from './wire/tsig.js';
import { updateMessage } from './wire/update.js';

export interface NameServerSettings extends Endpoint {
  /** For sentences. */
  readonly name: string;
  /** Without one, requests are not signed and replies not checked. */
  readonly key?: TsigKey | undefined;
  /** Milliseconds without a message after which a server is taken to be away; 10 s by default. */
  readonly silenceMs?: number;
  readonly date?: () => Date;
}

export interface NameServerCall {
  readonly signal?: AbortSignal | undefined;
}

/** `contested`: a prerequisite did not hold, and nothing was changed. */
export type UpdateOutcome = 'done' | 'contested';

/**
 * A name server as we use it, over TCP alone. Failures are StatewrightErrors: `NameServerUnavailable` when nothing is known
 * (an update may have been done, and can be sent again), `NameServerRefused` when asking again is no use.
 */
export interface NameServer {
  /** All records of a zone, in full or not at all (RFC 5936); its SOA once. */
  transfer(zone: string, call?: NameServerCall): Promise<readonly DnsRecord[]>;
  /** The records of one name; empty when the server says with authority that there are none. */
  query(name: string, type: keyof typeof typeCode, call?: NameServerCall): Promise<readonly DnsRecord[]>;
  /** All of them or none (RFC 2136). */
  update(zone: string, updates: readonly NameUpdate[], call?: NameServerCall): Promise<UpdateOutcome>;
}

const silenceMs = 10_000;
const contestedCodes: readonly number[] = [rcode.yxDomain, rcode.yxRrset, rcode.nxRrset, rcode.nxDomain];

export function createNameServer(settings: NameServerSettings): NameServer {
  const { name: server } = settings;

  /** Replies whose signature, id and kind are right. */
  async function* replies(
    request: Message,
    call: NameServerCall,
  ): AsyncGenerator<{ readonly reply: Message; readonly signed: boolean }> {
    const now = (): number => Math.floor((settings.date?.() ?? new Date()).getTime() / 1000);
    const plain = encodeMessage(request);
    const { key } = settings;
    const signed = key === undefined ? undefined : sign(plain, key, now());
    const verifier = key && signed && new ReplyVerifier(key, signed.mac, now);
    const limits = { silenceMs: settings.silenceMs ?? silenceMs, signal: call.signal };
    for await (const bytes of exchange(settings, signed?.bytes ?? plain, limits)) {
      const reply = verifier === undefined ? decodeMessage(bytes).message : verifier.take(bytes);
      if (reply.id !== request.id || !isResponse(reply) || opcodeOf(reply) !== opcodeOf(request)) {
        throw new MalformedMessage('the reply is to another question');
      }
      yield { reply, signed: verifier?.settled ?? true };
    }
  }

  async function oneReply(request: Message, call: NameServerCall): Promise<Message> {
    for await (const { reply } of replies(request, call)) return reply;
    throw new MalformedMessage('there is no reply');
  }

  async function transferred(
    zone: string,
    errand: Errand,
    call: NameServerCall,
  ): Promise<readonly DnsRecord[]> {
    const records: DnsRecord[] = [];
    for await (const { reply, signed } of replies(question(zone, typeCode.AXFR), call)) {
      if (rcodeOf(reply) !== rcode.noError) throw failureOfReply(errand, rcodeOf(reply));
      for (const entry of reply.answers) {
        const record = recordOf(entry);
        if (records.length === 0 && !(record.data.type === 'SOA' && record.name === zone)) {
          throw new MalformedMessage('the transfer does not begin with the SOA of the zone');
        }
        // The first record again is the end; what would follow it is of no zone.
        if (records.length > 0 && record.data.type === 'SOA' && record.name === zone) {
          if (!signed) throw new BadSignature('the end of the transfer is not signed');
          return records;
        }
        records.push(record);
      }
    }
    throw new MalformedMessage('the transfer has no end');
  }

  async function attempt<T>(errand: Errand, call: NameServerCall, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      call.signal?.throwIfAborted();
      throw failureOnTheWay(errand, error);
    }
  }

  return {
    transfer(zone, call = {}) {
      const errand = { server, verb: 'transfer', name: zone };
      return attempt(errand, call, () => transferred(zone, errand, call));
    },
    query(name, type, call = {}) {
      const errand = { server, verb: 'tell of', name };
      return attempt(errand, call, async () => {
        const reply = await oneReply(question(name, typeCode[type]), call);
        const code = rcodeOf(reply);
        if (code !== rcode.noError && code !== rcode.nxDomain) throw failureOfReply(errand, code);
        return reply.answers.map(recordOf);
      });
    },
    update(zone, updates, call = {}) {
      const errand = { server, verb: 'update', name: zone };
      return attempt(errand, call, async () => {
        const code = rcodeOf(await oneReply(updateMessage(newId(), zone, updates), call));
        if (contestedCodes.includes(code)) return 'contested';
        if (code !== rcode.noError) throw failureOfReply(errand, code);
        return 'done';
      });
    },
  };
}

function question(name: string, type: number): Message {
  return {
    id: newId(),
    flags: flagsOf(opcode.query),
    questions: [{ name, type, class: classCode.IN }],
    answers: [],
    authorities: [],
    additionals: [],
  };
}

function newId(): number {
  return randomInt(0x1_0000);
}

/** Types that we do not read may have no data. */
function recordOf({ name, type, ttl, data }: Entry): DnsRecord {
  return { name, ttl, data: data ?? { type: 'OTHER', code: type, hex: '' } };
}
